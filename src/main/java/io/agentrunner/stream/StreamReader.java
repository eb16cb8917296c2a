package io.agentrunner.stream;

import io.agentrunner.platform.database.Lane;
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
import java.util.concurrent.atomic.AtomicInteger;
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

    @Inject
    private FeedHub dashboards;

    @Inject
    private StreamReads reads;

    /** One token: news may have come. */
    private final BlockingQueue<Boolean> news = new ArrayBlockingQueue<>(1);

    private final Loop loop = new Loop(
            "stream-reader", "News for event streams could not be read; the next look tries again", this::look);

    private final AtomicInteger viewers = new AtomicInteger();

    /** All changes before it are taken; null while there is no viewer. */
    private String cursor;

    @Override
    public void open(UnaryOperator<Runnable> inContext) {
        loop.open(inContext);
    }

    @Override
    public void close() {
        loop.close();
    }

    /** One viewer more; returns how many there are now. From now on the cursor is kept. */
    int enter() {
        var count = viewers.incrementAndGet();
        news.offer(true);
        return count;
    }

    /** One viewer less. */
    void leave() {
        viewers.decrementAndGet();
    }

    /** How many viewers there are. */
    int viewers() {
        return viewers.get();
    }

    void changed(@Observes(during = TransactionPhase.AFTER_SUCCESS) RunsChanged change) {
        if (viewers.get() > 0) {
            news.offer(true);
        }
    }

    /** The cursor after which this reader takes changes. A viewer that joins now gets all of them. */
    synchronized String cursor() {
        if (cursor == null) {
            cursor = reads.snapshot();
        }
        return cursor;
    }

    private synchronized void rest() {
        // A viewer that came meanwhile may have got the cursor already.
        if (viewers.get() == 0) {
            cursor = null;
        }
    }

    /** Before the news are taken: a viewer that joins in between gets them too. */
    private synchronized void moveTo(String next) {
        cursor = next;
    }

    private void look() throws InterruptedException {
        if (viewers.get() == 0) {
            rest();
            news.take();
            return;
        }
        var unused = news.poll(EVERY_MILLIS, TimeUnit.MILLISECONDS);
        var begun = System.nanoTime();
        var since = Lane.STREAMS.run(this::cursor);
        var changes = Lane.STREAMS.run(() -> reads.news(since));
        moveTo(changes.cursor());
        dashboards.take(changes);
        runs.poll(changes);
        dashboards.publishDue();
        var pause = Math.min(LONGEST_PAUSE_NANOS, PAUSE_FACTOR * (System.nanoTime() - begun));
        TimeUnit.NANOSECONDS.sleep(pause);
    }
}
