package io.agentrunner.journal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The writes that wait in one lane of the journal. Any thread adds, and the rest is for the lane's flusher. Entries
 * that stay back wait beside the new ones and use only a part of a batch, so they never delay another run. The writes
 * of a run keep their order, except that a time-out overtakes.
 */
final class JournalQueue {
    /** The maximum number of writes in one transaction. */
    static final int MOST_AT_ONCE = 500;

    /** The maximum of entries among them that stayed back, while there are new ones. */
    static final int MOST_BACK_AT_ONCE = 100;

    /**
     * The maximum of characters in one transaction, separately for new entries and for those that stayed back. A longer
     * write is written alone.
     */
    static final int MOST_CHARACTERS = 8 << 20;

    private final BlockingQueue<JournalEntry> arriving = new LinkedBlockingQueue<>();
    private final Set<Long> timingOut = ConcurrentHashMap.newKeySet();
    private final Deque<JournalEntry> fresh = new ArrayDeque<>();
    private final List<JournalEntry> back = new ArrayList<>();
    private boolean aloneLast;

    /** From any thread. */
    void add(JournalEntry entry) {
        if (entry.isTimeOut()) {
            timingOut.add(entry.run());
            var unused = entry.written().whenComplete((written, failure) -> timingOut.remove(entry.run()));
        }
        arriving.add(entry);
    }

    /** Returns whether a time-out of the run waits here. From any thread. */
    boolean isTimingOut(long run) {
        return timingOut.contains(run);
    }

    /** Keeps back an entry until it is due again. */
    void stayBack(JournalEntry entry) {
        back.add(entry);
    }

    /** Waits until there are writes and moves them into the empty batch, at most one write per run. */
    void take(List<JournalEntry> batch) throws InterruptedException {
        while (true) {
            arriving.drainTo(fresh);
            pick(batch, System.nanoTime());
            if (!batch.isEmpty()) {
                return;
            }
            var next = back.isEmpty() ? arriving.take() : arriving.poll(untilDue(), TimeUnit.NANOSECONDS);
            if (next != null) {
                fresh.add(next);
            }
        }
    }

    /** Returns the entries that will no longer be written. */
    List<JournalEntry> drain() {
        var left = new ArrayList<>(back);
        left.addAll(fresh);
        arriving.drainTo(left);
        back.clear();
        fresh.clear();
        return left;
    }

    private long untilDue() {
        var now = System.nanoTime();
        return back.stream().mapToLong(entry -> entry.again() - now).min().orElse(0);
    }

    private void pick(List<JournalEntry> batch, long now) {
        aloneLast = !aloneLast && pickAlone(batch, now);
        if (!aloneLast) {
            pickTogether(batch, now);
            aloneLast = batch.isEmpty() && pickAlone(batch, now);
        }
    }

    private boolean pickAlone(List<JournalEntry> batch, long now) {
        var alone = back.stream()
                .filter(entry -> entry.isAlone() && entry.isDue(now))
                .findFirst();
        alone.ifPresent(entry -> {
            back.remove(entry);
            batch.add(entry);
        });
        return alone.isPresent();
    }

    private void pickTogether(List<JournalEntry> batch, long now) {
        var runs = new HashSet<Long>();
        pickBack(batch, runs, now);
        if (!fresh.isEmpty()) {
            pickFresh(batch, runs);
        }
    }

    private void pickBack(List<JournalEntry> batch, Set<Long> runs, long now) {
        var most = fresh.isEmpty() ? MOST_AT_ONCE : MOST_BACK_AT_ONCE;
        var size = 0;
        for (var entries = back.iterator(); entries.hasNext() && batch.size() < most; ) {
            var entry = entries.next();
            if (!entry.isAlone() && entry.isDue(now) && fits(entry, size) && runs.add(entry.run())) {
                entries.remove();
                batch.add(entry);
                size += entry.size();
            }
        }
    }

    private void pickFresh(List<JournalEntry> batch, Set<Long> runs) {
        var held = new HashSet<Long>();
        back.forEach(entry -> held.add(entry.run()));
        var size = 0;
        for (var entries = fresh.iterator(); entries.hasNext() && batch.size() < MOST_AT_ONCE; ) {
            var entry = entries.next();
            if (runs.contains(entry.run()) || (held.contains(entry.run()) && !entry.isTimeOut())) {
                continue;
            }
            if (!fits(entry, size)) {
                return;
            }
            entries.remove();
            batch.add(entry);
            runs.add(entry.run());
            size += entry.size();
        }
    }

    private static boolean fits(JournalEntry entry, int size) {
        return size == 0 || size + entry.size() <= MOST_CHARACTERS;
    }
}
