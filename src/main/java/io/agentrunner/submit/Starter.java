package io.agentrunner.submit;

/**
 * The part of this node that executes runs, as a submit needs it: free slots, so that the insert also starts the runs.
 * Declared here and implemented above, by the claim loop.
 */
public interface Starter {
    /** A door for one transaction; shall be closed when that has ended. */
    Door door();
}
