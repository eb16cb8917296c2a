package io.agentrunner.submit;

import io.agentrunner.platform.problem.DatabaseFault;
import io.agentrunner.platform.problem.ProblemException;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Projects whose row was waited for in vain a moment ago. Their submits are refused for a second without asking the
 * database, so that they leave the places of submits to those of other projects. Thread-safe.
 */
final class LockedProjects {
    private static final long REFUSED_NANOS = Duration.ofSeconds(1).toNanos();
    private static final int RETRY_AFTER_SECONDS = 1;

    private final Map<Long, Long> lockedAt = new ConcurrentHashMap<>();

    /**
     * Stores runs of these projects.
     *
     * @throws ProblemException 503 when one of them is locked
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
            // Of several projects nobody knows which one it was.
            if (projects.size() == 1) {
                lockedAt.put(projects.iterator().next(), now);
                throw locked(projects.iterator().next());
            }
            throw e;
        }
    }

    private static ProblemException locked(long project) {
        return ProblemException.unavailable(
                "Project %d is being changed by another session; nothing was stored. Try again.".formatted(project),
                RETRY_AFTER_SECONDS);
    }
}
