package io.agentrunner.run;

import java.util.OptionalDouble;

/** What happened to runs, told inside the server after the transaction that did it committed; of a submit also before. */
public sealed interface RunSignal {
    /** Runs were submitted; told within the transaction as well, before they are stored, so that it may start them too. */
    record Submitted(PromptStart start) implements RunSignal {}

    /** So many runs were queued again; they may be due now. */
    record Queued(int runs) implements RunSignal {}

    /**
     * A run of an agent was stopped; the node that executes it ends it.
     *
     * @param attempt the newest attempt of the run at that moment: a later one follows a retry and goes on
     * @param sinceFirstStart seconds; none when it was never started
     */
    record Stopped(long runId, int attempt, String agent, OptionalDouble sinceFirstStart) implements RunSignal {}

    /** A run got a directive. */
    record Directed(long runId) implements RunSignal {}
}
