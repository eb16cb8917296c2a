package io.agentrunner.journal;

import io.agentrunner.event.Partitions;
import io.agentrunner.platform.problem.DatabaseFault;
import io.agentrunner.platform.problem.FaultLog;
import io.agentrunner.platform.thread.Lifecycle;
import io.agentrunner.platform.thread.Loop;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/**
 * One flusher of the {@link Journal}: commits the writes in its {@link JournalQueue}, one batch per transaction. A
 * failed batch is written item by item: at once if the database refuses it, or after a second try if the fault may be
 * temporary. An item that fails alone stays back. Thread-safe.
 */
final class JournalLane implements Lifecycle {
    private static final System.Logger LOG = System.getLogger(JournalLane.class.getName());
    private static final FaultLog FAULTS = new FaultLog(JournalLane.class);
    private static final Duration BEFORE_DATABASE_AGAIN = Duration.ofMillis(250);

    private final JournalQueue queue = new JournalQueue();
    private final List<JournalEntry> batch = new ArrayList<>();
    private final JournalWriter writer;
    private final JournalMetrics metrics;
    private final Partitions partitions;
    private final Loop loop;

    JournalLane(String name, JournalWriter writer, JournalMetrics metrics, Partitions partitions) {
        this.writer = writer;
        this.metrics = metrics;
        this.partitions = partitions;
        loop = new Loop(name, "The journal failed and continues", this::flushNext);
    }

    @Override
    public void open(UnaryOperator<Runnable> inContext) {
        loop.open(work -> inContext.apply(() -> {
            work.run();
            loseTheRest();
        }));
    }

    @Override
    public void close() {
        loop.close();
    }

    /**
     * Waits for the end of the thread after {@link #close}, since it would find no classes after the end of the
     * application.
     */
    void awaitEnd(Duration most) throws InterruptedException {
        loop.awaitEnd(most);
    }

    CompletableFuture<Written> write(RunWrite write) {
        var entry = new JournalEntry(write);
        queue.add(entry);
        return entry.written();
    }

    /** Returns whether a time-out of the run waits here. */
    boolean isTimingOut(long run) {
        return queue.isTimingOut(run);
    }

    private void flushNext() throws InterruptedException {
        queue.take(batch);
        try {
            flush();
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, "The journal failed unexpectedly and continues", e);
            batch.forEach(entry -> entry.written().completeExceptionally(e));
            batch.clear();
        }
    }

    private void loseTheRest() {
        batch.addAll(queue.drain());
        // Not a lambda, since its class could no longer be loaded if the first use comes so late.
        for (var entry : batch) {
            entry.written().complete(new Written.Lost());
        }
    }

    /** Writes the batch and empties it. Entries that must be tried again are back in the queue. */
    private void flush() throws InterruptedException {
        if (!batch.getFirst().isAlone()) {
            for (var tries = 0; tries < 2; tries++) {
                try {
                    commit(batch);
                    batch.clear();
                    return;
                } catch (RuntimeException e) {
                    if (!DatabaseFault.passingIn(e)) {
                        break;
                    }
                    waitForDatabase(e);
                }
            }
        }
        oneByOne();
    }

    /**
     * Writes each item separately, so that a write that cannot be stored or takes too long affects only its own run.
     */
    private void oneByOne() throws InterruptedException {
        var failedInARow = 0;
        while (!batch.isEmpty()) {
            var entry = batch.getFirst();
            var begunAt = System.nanoTime();
            try {
                commit(List.of(entry));
                batch.removeFirst();
                failedInARow = 0;
            } catch (RuntimeException e) {
                batch.removeFirst();
                if (!DatabaseFault.passingIn(e)) {
                    entry.written().completeExceptionally(e);
                    continue;
                }
                var now = System.nanoTime();
                entry.failedAlone(now, now - begunAt);
                queue.stayBack(entry);
                if (++failedInARow > 1) {
                    waitForDatabase(e);
                }
            }
        }
    }

    private void commit(List<JournalEntry> entries) {
        var writes = entries.stream().map(JournalEntry::write).toList();
        var sentAt = System.nanoTime();
        var written = write(writes);
        metrics.flushed(written, System.nanoTime() - sentAt);
        var now = System.nanoTime();
        for (var i = 0; i < written.size(); i++) {
            var entry = entries.get(i);
            if (written.get(i) instanceof Written.Locked) {
                entry.foundLocked(now);
                queue.stayBack(entry);
            } else {
                entry.written().complete(written.get(i));
            }
        }
    }

    private List<Written> write(List<RunWrite> writes) {
        try {
            return writer.write(writes);
        } catch (RuntimeException e) {
            partitions.ensure(Partitions.missingIn(e).orElseThrow(() -> e));
            return writer.write(writes);
        }
    }

    private static void waitForDatabase(RuntimeException e) throws InterruptedException {
        FAULTS.warn("The journal waits for the database", e);
        Thread.sleep(BEFORE_DATABASE_AGAIN);
    }
}
