package io.agentrunner.event;

import io.agentrunner.platform.http.Page;
import jakarta.enterprise.context.Dependent;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.sql.Timestamp;
import java.util.List;
import java.util.Optional;

@Dependent
class EventRepository {
    @PersistenceContext
    private EntityManager em;

    @SuppressWarnings("unchecked")
    Page<EventView> page(long run, EventFilter filter) {
        var query = em.createNativeQuery(filter.sql(run))
                .setParameter(1, filter.after())
                .setParameter(2, filter.before());
        if (!filter.types().isEmpty()) {
            query.setParameter(3, filter.types().toArray(String[]::new));
        }
        return Page.of(query.getResultList(), row -> view(run, row, filter.payloadBytes()));
    }

    private static EventView view(long run, Object[] row, int payloadBytes) {
        var event = new EventView(
                ((Number) row[0]).intValue(),
                run,
                (String) row[1],
                (String) row[2],
                null,
                ((Number) row[4]).intValue(),
                (String) row[5],
                ((Timestamp) row[6]).toInstant());
        return event.cutTo(payloadBytes, row[3] == null ? 0 : ((Number) row[3]).intValue());
    }

    long countDirectivesAfter(long run, int after) {
        return em.createNamedQuery("Event.countDirectivesAfter", Long.class)
                .setParameter("run", run)
                .setParameter("after", after)
                .getSingleResult();
    }

    List<Event> directivesAfter(long run, int after, int limit) {
        return em.createNamedQuery("Event.directivesAfter", Event.class)
                .setParameter("run", run)
                .setParameter("after", after)
                .setMaxResults(limit)
                .getResultList();
    }

    Event append(long run, int id, String type, String payload, int attempt, String actor) {
        return (Event) em.createNamedQuery("Event.append")
                .setParameter(1, run)
                .setParameter(2, id)
                .setParameter(3, type)
                .setParameter(4, payload)
                .setParameter(5, attempt)
                .setParameter(6, actor)
                .getSingleResult();
    }

    boolean ensurePartition(long run) {
        return (Boolean) em.createNamedQuery("Event.ensurePartition")
                .setParameter(1, run)
                .getSingleResult();
    }

    long newestRun() {
        return ((Number) em.createNamedQuery("Event.newestRun").getSingleResult()).longValue();
    }

    Optional<String> dropEmptyPartition(long below) {
        return Optional.ofNullable((String) em.createNamedQuery("Event.dropEmptyPartition")
                .setParameter(1, below)
                .getSingleResult());
    }

    void retire(List<Long> runs) {
        em.createNamedQuery("Event.retire")
                .setParameter(1, runs.toArray(Long[]::new))
                .executeUpdate();
    }

    void analyze() {
        em.createNamedQuery("Event.analyze").executeUpdate();
    }
}
