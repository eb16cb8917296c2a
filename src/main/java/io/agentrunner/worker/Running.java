package io.agentrunner.worker;

import io.agentrunner.claim.AttemptId;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * The attempts whose threads this node has. One of each run is executed. One that was given up can be reached
 * until its thread has ended, even while its agent ignores the interruption ({@link Lingering}). Thread-safe.
 */
@ApplicationScoped
class Running {
    private final Map<Long, Attempt> byRun = new ConcurrentHashMap<>();

    /**
     * Given up, and the thread has not ended. An attempt goes from one to the other under the lock of its run in the map.
     */
    private final Set<Attempt> leaving = ConcurrentHashMap.newKeySet();

    /** The thread in {@link #awaitAny}; null while it is not. */
    private volatile Thread watcher;

    /** Adds an attempt. Of two attempts of one run the older is given up first: its run went on without it. */
    void add(Attempt execution) {
        byRun.compute(execution.runId(), (run, other) -> other == null ? execution : newer(other, execution));
        var watching = watcher;
        if (watching != null) {
            LockSupport.unpark(watching);
        }
    }

    private Attempt newer(Attempt one, Attempt other) {
        var older = one.attempt() < other.attempt() ? one : other;
        var newer = older == one ? other : one;
        leaving.add(older);
        older.endNow("attempt %d of the run was claimed".formatted(newer.attempt()));
        return newer;
    }

    /** Waits until there is an attempt. For one thread; returns also for no reason. */
    void awaitAny() {
        watcher = Thread.currentThread();
        if (isQuiet()) {
            LockSupport.park(this);
        }
        watcher = null;
    }

    /** Interrupts an attempt and frees its slot. */
    void giveUp(Attempt execution, String reason) {
        byRun.computeIfPresent(execution.runId(), (run, executed) -> {
            if (executed != execution) {
                return executed;
            }
            leaving.add(execution);
            return null;
        });
        execution.endNow(reason);
    }

    /** The thread of an attempt has ended. */
    void gone(Attempt execution) {
        byRun.remove(execution.runId(), execution);
        leaving.remove(execution);
        execution.thread().hasEnded();
        if (isQuiet()) {
            synchronized (this) {
                notifyAll();
            }
        }
    }

    /** The attempt of a run that is executed. */
    Optional<Attempt> find(long runId) {
        return Optional.ofNullable(byRun.get(runId));
    }

    /** Returns whether this attempt is executed. */
    boolean executes(AttemptId attempt) {
        return find(attempt.runId())
                .filter(execution -> execution.attempt() == attempt.attempt())
                .isPresent();
    }

    /** The attempts of a run up to this one whose threads have not ended, also those that were given up. */
    List<Attempt> upTo(AttemptId newest) {
        return withThreads().stream()
                .filter(execution -> execution.runId() == newest.runId() && execution.attempt() <= newest.attempt())
                .toList();
    }

    /** The attempts of the same run before this one whose threads have not ended. */
    List<Attempt> before(Attempt execution) {
        // One that was executed left when the later one was added. Only these few are looked through, at each start.
        return leaving.stream()
                .filter(other -> other.runId() == execution.runId() && other.attempt() < execution.attempt())
                .toList();
    }

    /** The attempts that were given up and whose agents go on. */
    List<Attempt> lingering() {
        return leaving.stream().filter(Attempt::lingers).toList();
    }

    /** The attempts that are executed. */
    List<Attempt> all() {
        return List.copyOf(byRun.values());
    }

    /** All attempts whose threads have not ended, also those that were given up. */
    List<Attempt> withThreads() {
        return Stream.concat(byRun.values().stream(), leaving.stream())
                .distinct()
                .toList();
    }

    int size() {
        return byRun.size();
    }

    private boolean isQuiet() {
        return byRun.isEmpty() && leaving.isEmpty();
    }

    /** Waits until the threads of all attempts have ended, at most so long; says whether they have. */
    synchronized boolean awaitQuiet(Duration most) throws InterruptedException {
        var end = System.nanoTime() + most.toNanos();
        while (!isQuiet()) {
            var left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }
}
