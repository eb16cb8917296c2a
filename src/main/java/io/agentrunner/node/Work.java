package io.agentrunner.node;

import java.time.Duration;

/** The work that a node does under its lease, as far as the heartbeat needs it. */
public interface Work {
    /** How many runs the node executes now. */
    int inFlight();

    /**
     * Gives up everything that the node executes: its lease has ended.
     *
     * @param most how long to wait for the threads to end
     */
    void giveUp(Duration most) throws InterruptedException;

    /** The lease was renewed. Returns at once. */
    void renewed();

    /**
     * The process has become a node.
     *
     * @param endedBefore whether that ended the lease of the node that it was before
     */
    void joined(boolean endedBefore);

    /** The process came back as another node; the runs of the one before can be recovered. Returns at once. */
    void rejoined();
}
