package io.agentrunner.execution;

/** What a write of a running agent does to its run's status. */
public sealed interface Outcome {
    /** An iteration: the run goes on. */
    record Continue() implements Outcome {}

    /** The goal is reached; {@code result} is JSON text or null. */
    record Complete(String result) implements Outcome {}

    /** The agent failed; {@code error} is a JSON object text with kind, message, attempt and node. */
    record Fail(String error) implements Outcome {}
}
