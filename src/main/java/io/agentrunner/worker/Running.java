package io.agentrunner.worker;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * The attempts that this node executes now. One that was given up holds no slot any more, even while its agent ignores the
 * interruption; its thread is still known until it is gone. Thread-safe.
 */
@ApplicationScoped
class Running {
    private final Map<Long, Execution> byRun = new ConcurrentHashMap<>();
    /** The thread in {@link #awaitAny}; null while it is not. */
    private volatile Thread watcher;

    private final Set<Execution> leaving = ConcurrentHashMap.newKeySet();

    void add(Execution execution) {
        byRun.put(execution.runId(), execution);
        var watching = watcher;
        if (watching != null) {
            LockSupport.unpark(watching);
        }
    }

    /** Waits until there is an attempt. For one thread; returns also for no reason. */
    void awaitAny() {
        watcher = Thread.currentThread();
        if (byRun.isEmpty()) {
            LockSupport.park(this);
        }
        watcher = null;
    }

    /** Interrupts an attempt and frees its slot. */
    void giveUp(Execution execution, String reason) {
        var first = leaving.add(execution);
        if (!byRun.remove(execution.runId(), execution) && first) {
            // Its thread had ended meanwhile: nobody else would take it out again.
            leaving.remove(execution);
        }
        execution.endNow(reason);
    }

    /** The thread of an attempt has ended. */
    void gone(Execution execution) {
        byRun.remove(execution.runId(), execution);
        leaving.remove(execution);
        if (isQuiet()) {
            synchronized (this) {
                notifyAll();
            }
        }
    }

    Optional<Execution> find(long runId) {
        return Optional.ofNullable(byRun.get(runId));
    }

    List<Execution> all() {
        return List.copyOf(byRun.values());
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
