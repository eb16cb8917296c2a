package io.agentrunner.worker;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The attempts that this node executes now. Thread-safe. */
@ApplicationScoped
class Running {
    private final Map<Long, Execution> byRun = new ConcurrentHashMap<>();

    /** Enters an attempt. An earlier attempt of the same run, given up but not gone yet, makes place. */
    void add(Execution execution) {
        byRun.put(execution.runId(), execution);
    }

    void remove(Execution execution) {
        if (byRun.remove(execution.runId(), execution) && byRun.isEmpty()) {
            synchronized (this) {
                notifyAll();
            }
        }
    }

    Optional<Execution> find(long runId) {
        return Optional.ofNullable(byRun.get(runId));
    }

    Collection<Execution> all() {
        return byRun.values();
    }

    int size() {
        return byRun.size();
    }

    /** Waits until nothing runs, at most so long; says whether nothing does. */
    synchronized boolean awaitNone(Duration most) throws InterruptedException {
        var end = System.nanoTime() + most.toNanos();
        while (!byRun.isEmpty()) {
            var left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }
}
