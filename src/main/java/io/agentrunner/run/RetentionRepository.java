package io.agentrunner.run;

import jakarta.enterprise.context.Dependent;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.util.List;

@Dependent
class RetentionRepository {
    /**
     * The next runs by id.
     *
     * @param ours whether no other session is at it
     * @param last the last of them
     * @param old whether one was made so long ago that it may have ended before the cutoff
     */
    record Page(boolean ours, long last, int size, boolean old) {}

    @PersistenceContext
    private EntityManager em;

    Page page(long after, int limit, int days) {
        var row = (Object[]) em.createNamedQuery("Retention.page")
                .setParameter(1, after)
                .setParameter(2, limit)
                .setParameter(3, days)
                .getSingleResult();
        return new Page(
                (Boolean) row[0], ((Number) row[1]).longValue(), ((Number) row[2]).intValue(), (Boolean) row[3]);
    }

    /** Locks those that ended before the cutoff, but for what another session holds; {@code last} is included. */
    @SuppressWarnings("unchecked")
    List<Long> lock(long after, long last, int days) {
        return ((List<Number>) em.createNamedQuery("Retention.lock")
                        .setParameter(1, after)
                        .setParameter(2, last)
                        .setParameter(3, days)
                        .getResultList())
                .stream().map(Number::longValue).toList();
    }

    /** Removes locked runs with their checkpoints and idempotency keys; their events are gone already. */
    void remove(List<Long> runs) {
        for (var query : List.of("Retention.submissions", "Retention.runs")) {
            em.createNamedQuery(query)
                    .setParameter(1, runs.toArray(Long[]::new))
                    .executeUpdate();
        }
    }
}
