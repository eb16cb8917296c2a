package io.agentrunner.agent;

/** An error that another attempt cannot fix. The run fails at once, even if it has attempts left. */
public class FinalFailureException extends RuntimeException {
    public FinalFailureException(String message) {
        super(message);
    }

    public FinalFailureException(String message, Throwable cause) {
        super(message, cause);
    }
}
