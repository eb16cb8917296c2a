package io.agentrunner.stream;

import io.agentrunner.platform.thread.Lifecycle;
import io.agentrunner.platform.thread.Loop;
import io.agentrunner.run.RunsChanged;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * The one reader of this node, for all its streams: it looks for news every 100 ms, and soon after each commit of this node.
 * Without a viewer it asks the database for nothing. Thread-safe.
 */
@ApplicationScoped
class StreamReader implements Lifecycle {
    private static final long EVERY_MILLIS = 100;
    /** A busy node commits all the time; the reader takes a fifth of one processor at most. */
    private static final int PAUSE_FACTOR = 4;

    private static final long LONGEST_PAUSE_NANOS =
            Duration.ofMillis(EVERY_MILLIS).toNanos();

    @Inject
    private RunWatches runs;

    /** One token: news may have come. */
    private final BlockingQueue<Boolean> news = new ArrayBlockingQueue<>(1);

    private final Loop loop = new Loop(
            "stream-reader", "News for event streams could not be read; the next look tries again", this::look);

    private volatile int viewers;

    @Override
    public void open(UnaryOperator<Runnable> inContext) {
        loop.open(inContext);
    }

    @Override
    public void close() {
        loop.close();
    }

    /** So many viewers there are now. */
    void viewers(int count) {
        viewers = count;
        news.offer(true);
    }

    void changed(@Observes(during = TransactionPhase.AFTER_SUCCESS) RunsChanged change) {
        if (viewers > 0) {
            news.offer(true);
        }
    }

    private void look() throws InterruptedException {
        if (viewers == 0) {
            news.take();
            return;
        }
        var unused = news.poll(EVERY_MILLIS, TimeUnit.MILLISECONDS);
        var begun = System.nanoTime();
        runs.poll();
        var pause = Math.min(LONGEST_PAUSE_NANOS, PAUSE_FACTOR * (System.nanoTime() - begun));
        TimeUnit.NANOSECONDS.sleep(pause);
    }
}
