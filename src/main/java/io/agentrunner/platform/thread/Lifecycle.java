package io.agentrunner.platform.thread;

import java.util.function.UnaryOperator;

/** A part of this node that is opened once at its start and closed at its shutdown. */
public interface Lifecycle {
    /**
     * Starts the work of this part.
     *
     * @param inContext wraps the work of a thread so that it has the server's context
     */
    void open(UnaryOperator<Runnable> inContext);

    /** Ends the work of this part. Returns soon. May be called more than once. */
    void close();
}
