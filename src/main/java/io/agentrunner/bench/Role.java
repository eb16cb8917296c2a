package io.agentrunner.bench;

import java.util.Map;

/** The nodes that measurements ask for, by the one thing that is set for them; everything else is the default. */
enum Role {
    /** Drains and iterates. */
    WORKER("WORKER_CONCURRENCY", "1000"),
    /** Its like, beside it. */
    SECOND("WORKER_CONCURRENCY", "1000"),
    /** Takes requests and executes nothing. */
    FRONT("WORKER_ENABLED", "false"),
    /** Holds very many runs at once. */
    CROWD("WORKER_CONCURRENCY", "10000"),
    /** Describes a first start. */
    PLAIN("WORKER_ENABLED", "true");

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
