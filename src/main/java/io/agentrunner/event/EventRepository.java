package io.agentrunner.event;

import jakarta.enterprise.context.Dependent;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.util.List;
import java.util.Optional;

@Dependent
class EventRepository {
    @PersistenceContext
    private EntityManager em;

    @SuppressWarnings("unchecked")
    List<Event> after(long run, int after, int limit) {
        return em.createNativeQuery(Events.page(run), Event.class)
                .setParameter(1, after)
                .setParameter(2, limit)
                .getResultList();
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
