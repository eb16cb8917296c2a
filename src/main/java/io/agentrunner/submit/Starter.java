package io.agentrunner.submit;

/**
 * The part of this node that executes runs, as a submit needs it: free slots, so that the insert also starts the runs.
 * This package declares it, and the claim loop implements it.
 */
public interface Starter {
    /** Returns a door for one transaction. The caller closes it after the transaction. */
    Door door();
}
