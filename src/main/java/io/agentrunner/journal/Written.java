package io.agentrunner.journal;

import io.agentrunner.run.RunStatus;

/** The outcome of a write. */
public sealed interface Written {
    /** Committed; the run goes on. {@code lastDirective}: event id of its newest directive. */
    record Committed(int lastDirective) implements Written {}

    /** Committed, and the run left RUNNING with it: it ended, waits, or an operator had asked it to pause. */
    record Parked(RunStatus status) implements Written {}

    /** Nothing was written: the run is no longer this attempt's. Never try again; stop the agent. */
    record Lost() implements Written {}

    /** Nothing was written: it asks for what cannot be, and the reason says what. The run is still this attempt's. */
    record Refused(String reason) implements Written {}

    /** Nothing was written: another session holds a row that it needs. The journal tries again; nobody else sees this. */
    record Locked() implements Written {}
}
