package io.agentrunner.agent;

/** An error that trying again cannot mend: the run fails at once, whatever attempts it has left. */
public class FinalFailureException extends RuntimeException {
    public FinalFailureException(String message) {
        super(message);
    }

    public FinalFailureException(String message, Throwable cause) {
        super(message, cause);
    }
}
