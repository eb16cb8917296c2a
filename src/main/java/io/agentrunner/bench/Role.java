package io.agentrunner.bench;

import java.util.Map;

/** The kinds of nodes for measurements. Each differs from the defaults in one setting. */
enum Role {
    /** Executes drains and iterations. */
    WORKER("WORKER_CONCURRENCY", "1000"),
    /** A second node of the same kind. */
    SECOND("WORKER_CONCURRENCY", "1000"),
    /** Serves requests and executes nothing. */
    FRONT("WORKER_ENABLED", "false"),
    /** Holds ten thousand runs at once. */
    CROWD("WORKER_CONCURRENCY", "10000"),
    /** Measures a first start. */
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
