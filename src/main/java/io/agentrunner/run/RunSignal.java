package io.agentrunner.run;

/** What happened to runs, told inside the server after the transaction that did it committed. */
public sealed interface RunSignal {
    /** So many runs were queued; they may be due now. */
    record Queued(int runs) implements RunSignal {}

    /** A run of an agent was stopped; whoever executes it gives it up. */
    record Stopped(long runId, String agent) implements RunSignal {}

    /** A run got a directive. */
    record Directed(long runId) implements RunSignal {}
}
