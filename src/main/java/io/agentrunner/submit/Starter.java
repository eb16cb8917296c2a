package io.agentrunner.submit;

/**
 * What a submit needs of the part of this node that executes runs: free slots, so that the insert also starts the runs.
 * Declared here and implemented above, by the claim loop.
 */
public interface Starter {
    /** A door for one transaction; shall be closed when that has ended. */
    Door door();
}
