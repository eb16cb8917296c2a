package io.agentrunner.platform.thread;

import io.agentrunner.platform.problem.FaultLog;
import java.time.Duration;
import java.util.function.UnaryOperator;

/**
 * A thread of its own that does one round after the other until it is closed. A round that fails is logged, and the next one
 * begins. Thread-safe.
 */
public final class Loop implements Lifecycle {
    /** One round. It waits by itself for something to do. */
    @FunctionalInterface
    public interface Round {
        void run() throws InterruptedException;
    }

    private final FaultLog faults = new FaultLog(Loop.class);
    private final String name;
    private final String failure;
    private final Round round;

    private volatile boolean closed;
    private volatile Thread thread;

    /**
     * @param name of the thread
     * @param failure what failed and what follows, for the log
     */
    public Loop(String name, String failure, Round round) {
        this.name = name;
        this.failure = failure;
        this.round = round;
    }

    /** Starts the thread; once. */
    @Override
    public void open(UnaryOperator<Runnable> inContext) {
        thread = Thread.ofPlatform().name(name).daemon().start(inContext.apply(this::untilClosed));
    }

    /** Begins no round any more and interrupts the one under way; does not wait for it. */
    @Override
    public void close() {
        finish();
        var running = thread;
        if (running != null) {
            running.interrupt();
        }
    }

    /** Begins no round any more and lets the one under way end by itself. Its wait must be ended by the caller. */
    public void finish() {
        closed = true;
    }

    /** Returns whether no round begins any more. */
    public boolean isClosed() {
        return closed;
    }

    /** After {@link #close} or {@link #finish}: waits until the thread has ended, at most for {@code most}. */
    public void awaitEnd(Duration most) throws InterruptedException {
        var running = thread;
        if (running != null) {
            running.join(most);
        }
    }

    private void untilClosed() {
        while (!closed) {
            try {
                round.run();
            } catch (InterruptedException e) {
                // Mostly by close(): the condition says so. If the server interrupts, the next round goes on.
            } catch (Throwable e) {
                if (!closed) {
                    faults.warn(failure, e);
                }
            }
        }
    }
}
