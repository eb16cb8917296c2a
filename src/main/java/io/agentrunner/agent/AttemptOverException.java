package io.agentrunner.agent;

/**
 * The attempt is over, though the agent is not done: the run was stopped, paused, released by a shutdown or taken over. An agent
 * lets it pass; whatever it does afterwards is not written.
 *
 * <p>It is an {@link Error}, like {@code ThreadDeath} was: agents and the libraries that they use catch {@code
 * RuntimeException} and {@code Exception} to go on after a failed call, and would go on here, too. Code that catches even {@code
 * Throwable} gets it again from its next call of {@link RunContext}.
 */
public class AttemptOverException extends Error {
    private static final long serialVersionUID = 1;

    public AttemptOverException(String reason) {
        super(reason, null, false, false);
    }
}
