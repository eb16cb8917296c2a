package io.agentrunner.journal;

import io.agentrunner.run.RunStatus;

/** The outcome of a write. */
public sealed interface Written {
    /** Committed, and the run continues. {@code lastDirective} is the event id of its newest directive. */
    record Committed(int lastDirective) implements Written {}

    /** Committed, and the run is no longer RUNNING: it ended, waits, or was paused on request of an operator. */
    record Parked(RunStatus status) implements Written {}

    /**
     * Nothing was written, since the run no longer belongs to this attempt. The agent must stop and never retry the
     * write.
     */
    record Lost() implements Written {}

    /**
     * Nothing was written, since the write is impossible for the given reason. The run still belongs to this attempt.
     */
    record Refused(String reason) implements Written {}

    /**
     * Nothing was written, since another session holds a needed row. The journal tries again and never returns this.
     */
    record Locked() implements Written {}
}
