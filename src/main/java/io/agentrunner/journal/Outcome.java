package io.agentrunner.journal;

import java.time.Duration;
import java.time.Instant;

/**
 * The effect of a running agent's write on the status of its run. Errors are JSON texts with kind, message, attempt, node.
 */
public sealed interface Outcome {
    /** Characters of text that it carries. */
    default int size() {
        return switch (this) {
            case Complete(String result) -> JournalEntry.length(result);
            case Fail(String error, boolean last) -> JournalEntry.length(error);
            case TimeOut(String error) -> JournalEntry.length(error);
            default -> 0;
        };
    }

    /** An iteration: the run goes on. */
    record Continue() implements Outcome {}

    /** The goal is reached; {@code result} is JSON text or null. */
    record Complete(String result) implements Outcome {}

    /** The agent failed; {@code last} says that trying again cannot help. */
    record Fail(String error, boolean last) implements Outcome {}

    /** The attempt took too long; its own node says so, or any other when that one is stuck. */
    record TimeOut(String error) implements Outcome {}

    /** An iteration, after which the run waits in the queue for so long; no slot held, no failure. */
    record WaitFor(Duration time) implements Outcome {}

    /** The same until a time. */
    record WaitUntil(Instant time) implements Outcome {}

    /** The same until another run has ended. */
    record WaitForRun(long runId) implements Outcome {}
}
