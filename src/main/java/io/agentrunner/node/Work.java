package io.agentrunner.node;

import java.time.Duration;

/** The work of a node under its lease, as the heartbeat sees it. */
public interface Work {
    /** Returns how many runs the node executes now. */
    int inFlight();

    /**
     * Abandons every run that the node executes, after its lease has ended.
     *
     * @param most how long to wait for the threads to end
     */
    void giveUp(Duration most) throws InterruptedException;

    /** Called when the lease was renewed. Returns at once. */
    void renewed();

    /**
     * Called when the process has become a node.
     *
     * @param endedBefore whether this ended the lease of the node before
     */
    void joined(boolean endedBefore);

    /** Called when the process has become another node and the runs of the old one can be recovered. Returns at once. */
    void rejoined();
}
