package io.agentrunner.execution;

import io.agentrunner.platform.json.Json;
import jakarta.enterprise.context.Dependent;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.util.List;
import java.util.UUID;

@Dependent
class RecoveryRepository {
    @PersistenceContext
    private EntityManager em;

    int markLost() {
        return em.createNamedQuery("Node.markLost").executeUpdate();
    }

    void forgetLost() {
        em.createNamedQuery("Node.forgetLost").executeUpdate();
    }

    Recovered recover(int limit, int maxRecoveries) {
        var row = (Object[]) em.createNamedQuery("Run.recover")
                .setParameter(1, limit)
                .setParameter(2, maxRecoveries)
                .getSingleResult();
        return new Recovered(((Number) row[0]).intValue(), ((Number) row[1]).intValue());
    }

    int expire(int limit) {
        return ((Number)
                        em.createNamedQuery("Run.expire").setParameter(1, limit).getSingleResult())
                .intValue();
    }

    @SuppressWarnings("unchecked")
    List<RunWrite> overdue(int limit, double graceSeconds) {
        var rows = (List<Object[]>) em.createNamedQuery("Run.overdue")
                .setParameter(1, limit)
                .setParameter(2, graceSeconds)
                .getResultList();
        return rows.stream().map(RecoveryRepository::timeOut).toList();
    }

    private static RunWrite timeOut(Object[] row) {
        var attempt = ((Number) row[1]).intValue();
        var node = UUID.fromString((String) row[2]);
        var error = Failure.timeOut(attempt, node);
        return new RunWrite(
                ((Number) row[0]).longValue(),
                attempt,
                node,
                ((Number) row[3]).intValue(),
                List.of(),
                null,
                ((Number) row[4]).intValue(),
                new Outcome.TimeOut(Json.text(error)));
    }
}
