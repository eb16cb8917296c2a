package io.agentrunner.platform.thread;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.UnaryOperator;

/**
 * A task that runs on its own thread when it is requested. The caller does not wait. A request during a run makes the task
 * run once more. Further requests change nothing. Thread-safe.
 */
public final class OnDemand implements Lifecycle {
    /** One token. */
    private final BlockingQueue<Boolean> asked = new ArrayBlockingQueue<>(1);

    private final Loop loop;

    /**
     * @param name of the thread
     * @param failure the failure and its consequence, for the log
     */
    public OnDemand(String name, String failure, Runnable task) {
        loop = new Loop(name, failure, () -> {
            asked.take();
            task.run();
        });
    }

    /** Requests the task. Returns at once. */
    public void ask() {
        asked.offer(true);
    }

    @Override
    public void open(UnaryOperator<Runnable> inContext) {
        loop.open(inContext);
    }

    /** Ends the thread, without waiting for a task under way. */
    @Override
    public void close() {
        loop.close();
    }
}
