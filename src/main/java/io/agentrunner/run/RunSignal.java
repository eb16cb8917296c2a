package io.agentrunner.run;

/** An event of a run inside the server, observed after the commit of its transaction. */
public sealed interface RunSignal {
    /** This many runs were queued, or queued again. They may be due now. */
    record Queued(int runs) implements RunSignal {}

    /**
     * A run was stopped. The node that executes it ends it.
     *
     * @param attempt the newest attempt of the run at the stop; a later one follows a retry and continues
     */
    record Stopped(long runId, int attempt) implements RunSignal {}

    /** A run received a directive. */
    record Directed(long runId) implements RunSignal {}
}
