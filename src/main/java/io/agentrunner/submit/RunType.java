package io.agentrunner.submit;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The kind of work of a run. It selects the agent if the client names none. */
enum RunType {
    AGENT,
    WORKFLOW,
    PIPELINE,
    TASK;

    /** Returns the type in the form of the REST contract. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the agent of a run of this type that names none. */
    String defaultAgent() {
        return "simple";
    }

    static Optional<RunType> of(String label) {
        return Arrays.stream(values())
                .filter(type -> type.label().equals(label))
                .findFirst();
    }
}
