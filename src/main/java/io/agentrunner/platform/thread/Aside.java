package io.agentrunner.platform.thread;

import io.agentrunner.platform.problem.FaultLog;
import jakarta.enterprise.concurrent.ContextService;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * A task on a thread of its own, done when it is asked for: who asks does not wait, whatever the task waits for. Asked
 * while it is at it, it is done once more. Thread-safe.
 */
public final class Aside {
    /** One token. */
    private final BlockingQueue<Boolean> asked = new LinkedBlockingQueue<>(1);

    private final FaultLog faults = new FaultLog(Aside.class);
    private final String name;
    private final String failure;
    private final Runnable task;

    private volatile boolean closed;
    private Thread thread;

    /** @param failure what the log says when the task throws, before the reason */
    public Aside(String name, String failure, Runnable task) {
        this.name = name;
        this.failure = failure;
        this.task = task;
    }

    public void open(ContextService contexts) {
        thread = Thread.ofPlatform().name(name).daemon().start(contexts.contextualRunnable(this::untilClosed));
    }

    /** Returns at once. */
    public void ask() {
        asked.offer(true);
    }

    /** Nothing is begun any more; does not wait for what is under way. */
    public void close() {
        closed = true;
        if (thread != null) {
            thread.interrupt();
        }
    }

    private void untilClosed() {
        while (!closed) {
            try {
                asked.take();
                task.run();
            } catch (InterruptedException e) {
                // Closing; the loop's condition says so.
            } catch (RuntimeException e) {
                if (!closed) {
                    faults.warn(failure, e);
                }
            }
        }
    }
}
