package io.agentrunner.platform.thread;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.UnaryOperator;

/**
 * A task on a thread of its own that runs when it is asked for. The caller does not wait. A request that comes while the task
 * runs makes it run once more; further ones change nothing. Thread-safe.
 */
public final class OnDemand implements Lifecycle {
    /** One token. */
    private final BlockingQueue<Boolean> asked = new ArrayBlockingQueue<>(1);

    private final Loop loop;

    /**
     * @param name of the thread
     * @param failure what failed and what follows, for the log
     */
    public OnDemand(String name, String failure, Runnable task) {
        loop = new Loop(name, failure, () -> {
            asked.take();
            task.run();
        });
    }

    /** Returns at once. */
    public void ask() {
        asked.offer(true);
    }

    @Override
    public void open(UnaryOperator<Runnable> inContext) {
        loop.open(inContext);
    }

    /** Does not wait for a task that is under way. */
    @Override
    public void close() {
        loop.close();
    }
}
