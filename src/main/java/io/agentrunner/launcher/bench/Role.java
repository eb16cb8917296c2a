package io.agentrunner.launcher.bench;

import java.util.Map;

/** The nodes that measurements ask for, by the one thing that is set for them; everything else is the default. */
enum Role {
    WORKER("WORKER_CONCURRENCY", "1000");

    private final String variable;
    private final String value;

    Role(String variable, String value) {
        this.variable = variable;
        this.value = value;
    }

    Map<String, String> environment() {
        return Map.of(variable, value);
    }
}
