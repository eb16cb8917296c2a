package io.agentrunner.journal;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A write that waits in the journal, and the time of its next try. Only for the flusher of its lane, except for its
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

    /** Returns the number of characters that this write adds to a transaction. */
    int size() {
        return size;
    }

    boolean isTimeOut() {
        return write.outcome() instanceof Outcome.TimeOut;
    }

    /** Returns whether it failed in a transaction of its own. From then on it shares no transaction. */
    boolean isAlone() {
        return failed > 0;
    }

    boolean isDue(long now) {
        return now - again >= 0;
    }

    /** Returns when it may be tried again, by the monotonic clock. */
    long again() {
        return again;
    }

    /**
     * Delays the entry, since its row is locked: twice as long as the last time, up to half a second. The time is a
     * multiple of the delay, so that one transaction tries all entries with equal delays.
     */
    void foundLocked(long now) {
        var delay = SHORTEST_LOCKED << Math.min(locked++, MOST_DOUBLINGS);
        again = (Math.floorDiv(now, delay) + 2) * delay;
    }

    /**
     * Delays the entry, since it failed alone: longer each time, and at least twice as long as the try took. So it uses
     * at most a third of the lane.
     */
    void failedAlone(long now, long took) {
        var delay = SHORTEST_FAILED << Math.min(failed++, 2);
        again = now + Math.min(Math.max(delay, 2 * took), LONGEST_FAILED);
    }
}
