package io.agentrunner.run;

import java.util.OptionalDouble;

/** What happened to runs, told inside the server after the transaction that did it committed; of a submit also before. */
public sealed interface RunSignal {
    /** Runs were submitted; told within the transaction as well, before they are stored, so that it may start them too. */
    record Submitted(PromptStart start) implements RunSignal {}

    /** So many runs were queued again; they may be due now. */
    record Queued(int runs) implements RunSignal {}

    /**
     * A run of an agent was stopped; whoever executes it gives it up.
     *
     * @param sinceFirstStart seconds; none when it was never started
     */
    record Stopped(long runId, String agent, OptionalDouble sinceFirstStart) implements RunSignal {}

    /** A run got a directive. */
    record Directed(long runId) implements RunSignal {}
}
