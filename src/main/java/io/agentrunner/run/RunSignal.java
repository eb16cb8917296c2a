package io.agentrunner.run;

/** An event of a run inside the server, observed after the commit of its transaction. */
public sealed interface RunSignal {
    /** So many runs were queued, or queued again; they may be due now. */
    record Queued(int runs) implements RunSignal {}

    /**
     * A run was stopped; the node that executes it ends it.
     *
     * @param attempt the newest attempt of the run at that moment: a later one follows a retry and goes on
     */
    record Stopped(long runId, int attempt) implements RunSignal {}

    /** A run got a directive. */
    record Directed(long runId) implements RunSignal {}
}
