package io.agentrunner.agent;

/**
 * The attempt is over, though the agent is not done: the run was stopped, paused, released by a shutdown or taken over.
 * An agent lets it pass; whatever it does afterwards is not written.
 */
public class AttemptOverException extends RuntimeException {
    public AttemptOverException(String reason) {
        super(reason, null, false, false);
    }
}
