package io.agentrunner.agent;

/**
 * The attempt is over, though the agent is not done: the run was stopped, paused, released by a shutdown or taken over. An
 * agent must not catch it. Anything that the agent does afterwards is not stored.
 *
 * <p>It is an {@link Error}, like {@code ThreadDeath} was. Agents and their libraries often catch {@code RuntimeException}
 * and {@code Exception} to continue after a failed call, and must not continue here. Code that catches even {@code
 * Throwable} gets it again from its next call of {@link RunContext}.
 */
public class AttemptOverException extends Error {
    private static final long serialVersionUID = 1;

    public AttemptOverException(String reason) {
        super(reason, null, false, false);
    }
}
