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
 * The attempts with a thread on this node. At most one per run is executed. An abandoned attempt stays reachable until
 * its thread has ended, even while its agent ignores the interruption ({@link Lingering}). Thread-safe.
 */
@ApplicationScoped
class Running {
    private final Map<Long, Attempt> byRun = new ConcurrentHashMap<>();

    /**
     * The abandoned attempts whose threads have not ended. An attempt moves here under the lock of its run in the map.
     */
    private final Set<Attempt> leaving = ConcurrentHashMap.newKeySet();

    /** The thread that waits in {@link #awaitAny}, or null. */
    private volatile Thread watcher;

    /** Adds an attempt. An older attempt of the same run is abandoned first, since the run continued without it. */
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

    /** Waits until there is an attempt. For one thread. May also return early. */
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

    /** Removes an attempt whose thread has ended. */
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

    /** Returns the executed attempt of a run. */
    Optional<Attempt> find(long runId) {
        return Optional.ofNullable(byRun.get(runId));
    }

    /** Returns whether this attempt is executed. */
    boolean executes(AttemptId attempt) {
        return find(attempt.runId())
                .filter(execution -> execution.attempt() == attempt.attempt())
                .isPresent();
    }

    /** Returns the attempts of a run up to this one whose threads have not ended, including abandoned ones. */
    List<Attempt> upTo(AttemptId newest) {
        return withThreads().stream()
                .filter(execution -> execution.runId() == newest.runId() && execution.attempt() <= newest.attempt())
                .toList();
    }

    /** Returns the earlier attempts of the same run whose threads have not ended. */
    List<Attempt> before(Attempt execution) {
        // An executed one left when the later one was added. So each start only searches these few.
        return leaving.stream()
                .filter(other -> other.runId() == execution.runId() && other.attempt() < execution.attempt())
                .toList();
    }

    /** Returns the abandoned attempts whose agents continue. */
    List<Attempt> lingering() {
        return leaving.stream().filter(Attempt::lingers).toList();
    }

    /** Returns the executed attempts. */
    List<Attempt> all() {
        return List.copyOf(byRun.values());
    }

    /** Returns all attempts whose threads have not ended, including abandoned ones. */
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

    /** Waits until the threads of all attempts have ended, at most for this long. Returns whether they have. */
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
