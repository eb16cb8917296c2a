package io.agentrunner.execution;

/** What became of a write. */
public sealed interface Written {
    /** Committed; the run goes on. {@code lastDirective}: event id of its newest directive. */
    record Committed(int lastDirective) implements Written {}

    /** Committed, and the run left RUNNING with it: it ended, waits, or an operator had asked it to pause. */
    record Parked(String status) implements Written {}

    /** Nothing was written: the run is no longer this attempt's. Never try again; stop the agent. */
    record Lost() implements Written {}
}
