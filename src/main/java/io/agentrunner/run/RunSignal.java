package io.agentrunner.run;

/** What happened to runs: fired inside the server, observed after the transaction that did it committed. */
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
