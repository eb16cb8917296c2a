package io.agentrunner.run;

import jakarta.enterprise.context.Dependent;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.persistence.config.HintValues;
import org.eclipse.persistence.config.QueryHints;

@Dependent
class RunRepository {
    @PersistenceContext
    private EntityManager em;

    Optional<Run> find(long id) {
        return Optional.ofNullable(em.find(Run.class, id));
    }

    Optional<Run> lock(long id) {
        return Optional.ofNullable(em.find(Run.class, id, LockModeType.PESSIMISTIC_WRITE));
    }

    @SuppressWarnings("unchecked")
    List<Run> search(RunFilter filter, int limit) {
        var search = new RunSearch(filter, limit);
        var query = em.createNativeQuery(search.sql(), Run.class).setHint(QueryHints.READ_ONLY, HintValues.TRUE);
        for (var i = 0; i < search.parameters().size(); i++) {
            query.setParameter(i + 1, search.parameters().get(i));
        }
        return query.getResultList();
    }

    /** The database's clock. */
    Instant now() {
        return ((Timestamp) em.createNamedQuery("Run.now").getSingleResult()).toInstant();
    }

    @SuppressWarnings("unchecked")
    List<Long> existingProjects(List<Long> ids) {
        return ((List<Number>) em.createNamedQuery("Run.existingProjects")
                        .setParameter(1, ids.toArray(Long[]::new))
                        .getResultList())
                .stream().map(Number::longValue).toList();
    }

    @SuppressWarnings("unchecked")
    List<Long> insert(RunColumns columns) {
        var query = em.createNamedQuery("Run.submit");
        var position = 1;
        for (var column : columns.arrays()) {
            query.setParameter(position++, column);
        }
        return ((List<Number>) query.getResultList())
                .stream().map(Number::longValue).toList();
    }

    Stats stats() {
        var row = (Object[]) em.createNamedQuery("Run.stats").getSingleResult();
        return new Stats(
                number(row[0]),
                number(row[1]),
                number(row[2]),
                number(row[3]),
                number(row[4]),
                number(row[5]),
                number(row[6]));
    }

    void foldCounts() {
        em.createNamedQuery("Run.foldCounts").executeUpdate();
    }

    private static long number(Object column) {
        return ((Number) column).longValue();
    }
}
