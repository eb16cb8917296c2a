package io.agentrunner.stream;

import io.agentrunner.platform.database.Lane;
import io.agentrunner.platform.thread.Lifecycle;
import io.agentrunner.platform.thread.Loop;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.UnaryOperator;

/**
 * Feeds the viewers that are behind their run's window, page by page, each at its client's speed. All pages together are
 * bounded in bytes: the next one is read when clients have taken enough of the others. Thread-safe.
 */
@ApplicationScoped
class RunPages implements Lifecycle {
    private static final int EVENTS = 500;
    private static final int BYTES = 64 << 10;
    private static final long MOST_BYTES = 32 << 20;
    private static final Duration BEFORE_RETRY = Duration.ofMillis(200);

    @Inject
    private StreamReads reads;

    /** At most one place for each viewer. */
    private final BlockingQueue<RunViewer> behind = new LinkedBlockingQueue<>();

    private final Loop loop =
            new Loop("stream-pages", "Events for streams could not be read; they are read again", this::serveNext);
    private long held;

    @Override
    public void open(UnaryOperator<Runnable> inContext) {
        loop.open(inContext);
    }

    @Override
    public void close() {
        loop.close();
    }

    /** The viewer needs its next page. Returns at once. */
    void ask(RunViewer viewer) {
        behind.add(viewer);
    }

    /** The bytes of a page were sent or dropped. */
    synchronized void giveBack(int bytes) {
        if (bytes > 0) {
            held -= bytes;
            notifyAll();
        }
    }

    private synchronized void awaitRoom() throws InterruptedException {
        while (held >= MOST_BYTES) {
            wait();
        }
    }

    private synchronized void take(int bytes) {
        held += bytes;
    }

    private void serveNext() throws InterruptedException {
        var viewer = behind.take();
        awaitRoom();
        try {
            serve(viewer);
        } catch (RuntimeException e) {
            Thread.sleep(BEFORE_RETRY);
            behind.add(viewer);
            throw e;
        }
    }

    private void serve(RunViewer viewer) {
        // The cursor stays where it is until the page is there.
        var page = Lane.STREAMS.run(() -> reads.page(viewer.run(), viewer.cursor(), EVENTS, BYTES));
        var bytes = page.stream().mapToInt(Frame::size).sum();
        take(bytes);
        if (!viewer.connection().push(() -> viewer.paged(page, bytes))) {
            giveBack(bytes);
        }
    }
}
