package io.agentrunner.claim;

import io.agentrunner.journal.Failure;
import io.agentrunner.journal.Outcome;
import io.agentrunner.journal.RunWrite;
import io.agentrunner.platform.json.Json;
import jakarta.enterprise.context.Dependent;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.util.List;
import java.util.OptionalDouble;
import java.util.UUID;

@Dependent
class RecoveryRepository {
    @PersistenceContext
    private EntityManager em;

    boolean isDue(double graceSeconds) {
        return (Boolean) em.createNamedQuery("Recovery.isDue")
                .setParameter(1, graceSeconds)
                .getSingleResult();
    }

    @SuppressWarnings("unchecked")
    List<UUID> markLost() {
        var ids = (List<String>) em.createNamedQuery("Node.markLost").getResultList();
        return ids.stream().map(UUID::fromString).toList();
    }

    void forgetLost(int limit) {
        em.createNamedQuery("Node.forgetLost").setParameter(1, limit).executeUpdate();
    }

    @SuppressWarnings("unchecked")
    List<Recovered> recover(int limit, int maxRecoveries) {
        var orphans = (List<Number>)
                em.createNamedQuery("Run.lockOrphans").setParameter(1, limit).getResultList();
        if (orphans.isEmpty()) {
            return List.of();
        }
        var rows = (List<Object[]>) em.createNamedQuery("Run.recover")
                .setParameter(1, orphans.stream().map(Number::longValue).toArray(Long[]::new))
                .setParameter(2, maxRecoveries)
                .getResultList();
        return rows.stream()
                .map(row -> new Recovered(
                        ((Number) row[0]).longValue(),
                        ((Number) row[1]).intValue(),
                        UUID.fromString((String) row[2]),
                        (String) row[3],
                        (Boolean) row[4],
                        seconds((Number) row[5]),
                        seconds((Number) row[6])))
                .toList();
    }

    int wake(int limit) {
        var woken =
                (Number) em.createNamedQuery("Run.wake").setParameter(1, limit).getSingleResult();
        return woken == null ? 0 : woken.intValue();
    }

    private static OptionalDouble seconds(Number known) {
        return known == null ? OptionalDouble.empty() : OptionalDouble.of(known.doubleValue());
    }

    @SuppressWarnings("unchecked")
    List<Expired> expire(int limit) {
        var rows = (List<Object[]>)
                em.createNamedQuery("Run.expire").setParameter(1, limit).getResultList();
        return rows.stream()
                .map(row -> new Expired(
                        ((Number) row[0]).longValue(), ((Number) row[1]).intValue(), (String) row[2], seconds((Number)
                                row[3])))
                .toList();
    }

    @SuppressWarnings("unchecked")
    List<Overdue> overdue(int limit, double graceSeconds) {
        var rows = (List<Object[]>) em.createNamedQuery("Run.overdue")
                .setParameter(1, limit)
                .setParameter(2, graceSeconds)
                .getResultList();
        return rows.stream().map(RecoveryRepository::timeOut).toList();
    }

    private static Overdue timeOut(Object[] row) {
        var attempt = ((Number) row[1]).intValue();
        var node = UUID.fromString((String) row[2]);
        var error = Failure.timeOut(attempt, node);
        var write = new RunWrite(
                ((Number) row[0]).longValue(),
                attempt,
                node,
                ((Number) row[3]).intValue(),
                List.of(),
                null,
                ((Number) row[4]).intValue(),
                new Outcome.TimeOut(Json.text(error)));
        return new Overdue((String) row[5], seconds((Number) row[6]), write);
    }
}
