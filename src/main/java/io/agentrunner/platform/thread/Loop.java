package io.agentrunner.platform.thread;

import io.agentrunner.platform.problem.FaultLog;
import java.time.Duration;
import java.util.function.UnaryOperator;

/**
 * A thread that runs one round after another until it is closed. A failed round is logged, and the next one begins.
 * Thread-safe.
 */
public final class Loop implements Lifecycle {
    /** One round, which waits for its work by itself. */
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
     * @param failure the failure and its consequence, for the log
     */
    public Loop(String name, String failure, Round round) {
        this.name = name;
        this.failure = failure;
        this.round = round;
    }

    /** Starts the thread. Called once. */
    @Override
    public void open(UnaryOperator<Runnable> inContext) {
        thread = Thread.ofPlatform().name(name).daemon().start(inContext.apply(this::untilClosed));
    }

    /** Begins no further round and interrupts the current one, without waiting for its end. */
    @Override
    public void close() {
        finish();
        var running = thread;
        if (running != null) {
            running.interrupt();
        }
    }

    /** Begins no further round and lets the current one finish. If that round waits, the caller must end its wait. */
    public void finish() {
        closed = true;
    }

    /** Returns whether the loop is closed: no further round begins. */
    public boolean isClosed() {
        return closed;
    }

    /** Waits until the thread has ended, at most for {@code most}. Called after {@link #close} or {@link #finish}. */
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
                // Usually close() interrupts, and then the loop's condition ends it. After an interrupt by the server
                // the
                // next round begins.
            } catch (Throwable e) {
                if (!closed) {
                    faults.warn(failure, e);
                }
            }
        }
    }
}
