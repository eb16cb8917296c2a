package io.agentrunner.platform.thread;

import java.util.function.UnaryOperator;

/** A part of this node that is opened once at its start and closed at its shutdown. */
public interface Lifecycle {
    /**
     * Begins its work.
     *
     * @param inContext gives a thread's work the server's context
     */
    void open(UnaryOperator<Runnable> inContext);

    /** Ends its work. Returns soon; may be called more than once. */
    void close();
}
