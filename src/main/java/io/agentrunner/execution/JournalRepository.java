package io.agentrunner.execution;

import jakarta.enterprise.context.Dependent;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;

@Dependent
class JournalRepository {
    @PersistenceContext
    private EntityManager em;

    @SuppressWarnings("unchecked")
    Map<Long, LockedRun> lock(Long[] ids) {
        var rows = (List<Object[]>)
                em.createNamedQuery("Run.lockForJournal").setParameter(1, ids).getResultList();
        var locked = new HashMap<Long, LockedRun>();
        for (var row : rows) {
            var id = ((Number) row[0]).longValue();
            var node = row[2] == null ? null : UUID.fromString((String) row[2]);
            locked.put(
                    id,
                    new LockedRun(
                            id,
                            ((Number) row[1]).intValue(),
                            node,
                            (String) row[3],
                            ((Number) row[4]).intValue(),
                            ((Number) row[5]).intValue(),
                            (Boolean) row[6],
                            ((Number) row[7]).intValue()));
        }
        return locked;
    }

    /** Writes runs, events and checkpoints; the rows are locked and were found held. */
    void apply(List<AppliedWrite> writes) {
        if (writes.isEmpty()) {
            return;
        }
        updateRuns(writes);
        appendEvents(writes.stream().filter(w -> !w.events().isEmpty()).toList());
        saveCheckpoints(
                writes.stream().filter(w -> w.write().checkpoint() != null).toList());
    }

    private void updateRuns(List<AppliedWrite> writes) {
        var changed = em.createNamedQuery("Run.journal")
                .setParameter(1, column(writes, Long[]::new, w -> w.write().runId()))
                .setParameter(2, column(writes, Integer[]::new, w -> w.write().attempt()))
                .setParameter(
                        3, column(writes, String[]::new, w -> w.write().node().toString()))
                .setParameter(4, column(writes, String[]::new, AppliedWrite::status))
                .setParameter(5, column(writes, Integer[]::new, w -> w.write().iteration()))
                .setParameter(6, column(writes, Integer[]::new, w -> w.events().size()))
                .setParameter(7, column(writes, Integer[]::new, w -> w.write().directivesDone()))
                .setParameter(8, column(writes, String[]::new, AppliedWrite::result))
                .setParameter(9, column(writes, String[]::new, AppliedWrite::error))
                .executeUpdate();
        if (changed != writes.size()) {
            throw new IllegalStateException(
                    "The journal locked %d runs but could write %d of them.".formatted(writes.size(), changed));
        }
    }

    private void appendEvents(List<AppliedWrite> writes) {
        if (writes.isEmpty()) {
            return;
        }
        record Row(long run, int id, AppliedWrite.Entry event, int attempt) {}
        var rows = writes.stream()
                .<Row>mapMulti((w, out) -> {
                    var id = w.firstEvent();
                    for (var event : w.events()) {
                        out.accept(new Row(
                                w.write().runId(), id++, event, w.write().attempt()));
                    }
                })
                .toList();
        em.createNamedQuery("Event.journal")
                .setParameter(1, column(rows, Long[]::new, Row::run))
                .setParameter(2, column(rows, Integer[]::new, Row::id))
                .setParameter(3, column(rows, String[]::new, row -> row.event().type()))
                .setParameter(4, column(rows, String[]::new, row -> row.event().payload()))
                .setParameter(5, column(rows, Integer[]::new, Row::attempt))
                .executeUpdate();
    }

    private void saveCheckpoints(List<AppliedWrite> writes) {
        if (writes.isEmpty()) {
            return;
        }
        em.createNamedQuery("Checkpoint.journal")
                .setParameter(1, column(writes, Long[]::new, w -> w.write().runId()))
                .setParameter(2, column(writes, Integer[]::new, w -> w.write().iteration()))
                .setParameter(3, column(writes, String[]::new, w -> w.write().checkpoint()))
                .executeUpdate();
    }

    private static <R, T> Object column(List<R> rows, IntFunction<T[]> array, Function<R, T> value) {
        return rows.stream().map(value).toArray(array);
    }
}
