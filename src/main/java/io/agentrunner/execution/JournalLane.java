package io.agentrunner.execution;

import io.agentrunner.event.Partitions;
import io.agentrunner.platform.problem.DatabaseFault;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;

/**
 * One flusher of the {@link Journal}: takes all that waits, up to {@value #MOST_AT_ONCE}, and commits it in one transaction.
 * Thread-safe.
 */
final class JournalLane {
    private static final System.Logger LOG = System.getLogger(JournalLane.class.getName());
    private static final int MOST_AT_ONCE = 500;
    private static final Duration BEFORE_LOCKED_AGAIN = Duration.ofMillis(2);
    private static final Duration BEFORE_DATABASE_AGAIN = Duration.ofMillis(250);

    private record Entry(RunWrite write, CompletableFuture<Written> written) {}

    private final BlockingQueue<Entry> waiting = new LinkedBlockingQueue<>();
    private final JournalWriter writer;
    private final JournalMetrics metrics;
    private final Partitions partitions;
    private Thread flusher;
    private volatile boolean closed;

    JournalLane(JournalWriter writer, JournalMetrics metrics, Partitions partitions) {
        this.writer = writer;
        this.metrics = metrics;
        this.partitions = partitions;
    }

    /**
     * Starts writing; once.
     *
     * @param inContext gives a thread's work the server's context
     */
    void open(String name, UnaryOperator<Runnable> inContext) {
        flusher = Thread.ofPlatform().name(name).daemon().start(inContext.apply(this::flushUntilClosed));
    }

    void close() {
        closed = true;
        if (flusher != null) {
            flusher.interrupt();
        }
    }

    /** After {@link #close}: what still runs when the application has gone finds no classes any more. */
    void awaitEnd(Duration most) throws InterruptedException {
        if (flusher != null) {
            flusher.join(most);
        }
    }

    CompletableFuture<Written> write(RunWrite write) {
        var entry = new Entry(write, new CompletableFuture<>());
        waiting.add(entry);
        return entry.written();
    }

    private void flushUntilClosed() {
        var batch = new ArrayList<Entry>();
        while (!closed) {
            try {
                take(batch);
                var before = batch.size();
                flush(batch);
                if (batch.size() == before) {
                    // Every row is locked by somebody else.
                    LockSupport.parkNanos(BEFORE_LOCKED_AGAIN.toNanos());
                }
            } catch (InterruptedException e) {
                // Closing; the loop's condition says so.
            } catch (Throwable e) {
                LOG.log(Level.ERROR, "The journal failed unexpectedly and goes on", e);
                batch.forEach(entry -> entry.written().completeExceptionally(e));
                batch.clear();
            }
        }
        waiting.drainTo(batch);
        // No lambda: when nothing ever came, the server has no class for it any more.
        for (var entry : batch) {
            entry.written().complete(new Written.Lost());
        }
    }

    /** Fills the batch with what waits; an attempt's writes stay in order since it waits for each. */
    private void take(List<Entry> batch) throws InterruptedException {
        if (batch.isEmpty()) {
            batch.add(waiting.take());
        }
        waiting.drainTo(batch, MOST_AT_ONCE - batch.size());
    }

    /** Commits the batch; what stays in it is to be tried again. */
    private void flush(List<Entry> batch) throws InterruptedException {
        try {
            var sentAt = System.nanoTime();
            var written = writer.write(writes(batch));
            metrics.flushed(written, System.nanoTime() - sentAt);
            settle(batch, written);
        } catch (RuntimeException e) {
            var unpartitioned = Partitions.missingIn(e);
            if (unpartitioned.isPresent()) {
                partitions.ensure(unpartitioned.get());
            } else if (DatabaseFault.passingIn(e)) {
                LOG.log(Level.WARNING, () -> "The journal waits for the database: " + reason(e));
                Thread.sleep(BEFORE_DATABASE_AGAIN);
            } else if (batch.size() == 1) {
                batch.removeFirst().written().completeExceptionally(e);
            } else {
                one(batch);
            }
        }
    }

    /** A batch that failed is written item by item, so that a write that cannot be stored hurts only its own run. */
    private void one(List<Entry> batch) throws InterruptedException {
        for (var entry : List.copyOf(batch)) {
            var alone = new ArrayList<>(List.of(entry));
            flush(alone);
            if (alone.isEmpty()) {
                batch.remove(entry);
            }
        }
    }

    private static List<RunWrite> writes(List<Entry> batch) {
        var runs = new HashSet<Long>();
        // One write a run and transaction; a second one waits for the next.
        return batch.stream()
                .map(entry -> runs.add(entry.write().runId()) ? entry.write() : null)
                .toList();
    }

    private static void settle(List<Entry> batch, List<Written> written) {
        var again = new ArrayList<Entry>();
        for (var i = 0; i < batch.size(); i++) {
            if (written.get(i) == null) {
                again.add(batch.get(i));
            } else {
                batch.get(i).written().complete(written.get(i));
            }
        }
        batch.clear();
        batch.addAll(again);
    }

    private static String reason(RuntimeException e) {
        return DatabaseFault.in(e).map(Throwable::getMessage).orElse(e.getMessage());
    }
}
