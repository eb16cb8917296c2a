package io.agentrunner.journal;

import java.time.Duration;
import java.time.Instant;

/**
 * The effect of a running agent's write on the status of its run. Errors are JSON texts with kind, message, attempt, node.
 */
public sealed interface Outcome {
    /** Returns the number of characters of its text. */
    default int size() {
        return switch (this) {
            case Complete(String result) -> JournalEntry.length(result);
            case Fail(String error, boolean last) -> JournalEntry.length(error);
            case TimeOut(String error) -> JournalEntry.length(error);
            default -> 0;
        };
    }

    /** An iteration, after which the run continues. */
    record Continue() implements Outcome {}

    /** The goal is reached. {@code result} is JSON text or null. */
    record Complete(String result) implements Outcome {}

    /** The agent failed. {@code last} means that another attempt cannot help. */
    record Fail(String error, boolean last) implements Outcome {}

    /** The attempt took too long. Its own node writes this or, if that node is stuck, any other one. */
    record TimeOut(String error) implements Outcome {}

    /** An iteration, after which the run waits in the queue for this duration, without a slot and without a failure. */
    record WaitFor(Duration time) implements Outcome {}

    /** An iteration, after which the run waits in the queue until a time. */
    record WaitUntil(Instant time) implements Outcome {}

    /** An iteration, after which the run waits in the queue until another run has ended. */
    record WaitForRun(long runId) implements Outcome {}
}
