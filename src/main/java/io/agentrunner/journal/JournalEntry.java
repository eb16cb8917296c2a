package io.agentrunner.journal;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A write that waits in the journal, and when it may be tried again. For the flusher of its lane alone, but for its
 * future.
 */
final class JournalEntry {
    private static final long SHORTEST_LOCKED = TimeUnit.MILLISECONDS.toNanos(2);
    private static final int MOST_DOUBLINGS = 7;
    private static final long SHORTEST_FAILED = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long LONGEST_FAILED = TimeUnit.SECONDS.toNanos(10);

    private final RunWrite write;
    private final CompletableFuture<Written> written = new CompletableFuture<>();
    private final int size;
    private int locked;
    private int failed;
    private long again;

    JournalEntry(RunWrite write) {
        this.write = write;
        this.size = size(write);
    }

    private static int size(RunWrite write) {
        var notes = write.notes().stream()
                .mapToInt(note -> note.type().length() + length(note.payload()))
                .sum();
        return notes + length(write.checkpoint()) + write.outcome().size();
    }

    static int length(String text) {
        return text == null ? 0 : text.length();
    }

    RunWrite write() {
        return write;
    }

    CompletableFuture<Written> written() {
        return written;
    }

    long run() {
        return write.runId();
    }

    /** Characters that it brings into a transaction. */
    int size() {
        return size;
    }

    boolean isTimeOut() {
        return write.outcome() instanceof Outcome.TimeOut;
    }

    /** Returns whether it failed in a transaction of its own: from then on it shares none. */
    boolean isAlone() {
        return failed > 0;
    }

    boolean isDue(long now) {
        return now - again >= 0;
    }

    /** When it may be tried again, by the monotonic clock. */
    long again() {
        return again;
    }

    /**
     * Its row is locked: it waits twice as long as the last time, up to half a second. The time is a multiple of the
     * delay, so that entries that wait equally long are tried by one transaction.
     */
    void foundLocked(long now) {
        var delay = SHORTEST_LOCKED << Math.min(locked++, MOST_DOUBLINGS);
        again = (Math.floorDiv(now, delay) + 2) * delay;
    }

    /**
     * It failed alone: it waits longer each time, and twice as long as the try took, so that it gets a third of the lane
     * at most.
     */
    void failedAlone(long now, long took) {
        var delay = SHORTEST_FAILED << Math.min(failed++, 2);
        again = now + Math.min(Math.max(delay, 2 * took), LONGEST_FAILED);
    }
}
