package io.agentrunner.submit;

import io.agentrunner.platform.problem.DatabaseFault;
import io.agentrunner.platform.problem.ProblemException;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Remembers projects whose row could not be locked in time. Their submits are refused for one second without a query,
 * so that they leave the places of the lane to submits of other projects. Thread-safe.
 */
final class LockedProjects {
    private static final long REFUSED_NANOS = Duration.ofSeconds(1).toNanos();
    private static final int RETRY_AFTER_SECONDS = 1;

    private final Map<Long, Long> lockedAt = new ConcurrentHashMap<>();

    /**
     * Runs an action that stores runs of these projects.
     *
     * @throws ProblemException 503 if one of them is locked
     */
    <T> T storing(Collection<Long> projects, Supplier<T> transaction) {
        for (var project : projects) {
            var at = lockedAt.get(project);
            if (at != null && System.nanoTime() - at < REFUSED_NANOS) {
                throw locked(project);
            }
        }
        try {
            var stored = transaction.get();
            if (!lockedAt.isEmpty()) {
                lockedAt.keySet().removeAll(projects);
            }
            return stored;
        } catch (RuntimeException e) {
            if (DatabaseFault.in(e).filter(DatabaseFault::isLocked).isEmpty()) {
                throw e;
            }
            var now = System.nanoTime();
            lockedAt.values().removeIf(at -> now - at >= REFUSED_NANOS);
            // With several projects it is unknown which one it was.
            if (projects.size() == 1) {
                lockedAt.put(projects.iterator().next(), now);
                throw locked(projects.iterator().next());
            }
            throw e;
        }
    }

    private static ProblemException locked(long project) {
        return ProblemException.unavailable(
                "Another session is changing project %d; nothing was stored. Try again.".formatted(project),
                RETRY_AFTER_SECONDS);
    }
}
