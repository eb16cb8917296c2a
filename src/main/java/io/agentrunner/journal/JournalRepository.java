package io.agentrunner.journal;

import io.agentrunner.node.StallGuard;
import io.agentrunner.platform.json.Json;
import io.agentrunner.run.Retry;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.sql.Timestamp;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

@Dependent
class JournalRepository {
    @PersistenceContext
    private EntityManager em;

    @Inject
    private StallGuard guard;

    /**
     * Locks runs by ascending id, passing over those that another session holds.
     *
     * @param nodes under whose leases the writes are made
     */
    @SuppressWarnings("unchecked")
    Map<Long, LockedRun> lock(Long[] ids, String[] nodes) {
        var rows = (List<Object[]>) em.createNamedQuery("Run.lockForJournal")
                .setParameter(1, ids)
                .setParameter(2, guard.most())
                .setParameter(3, nodes)
                .getResultList();
        return rows.stream().map(JournalRepository::locked).collect(Collectors.toMap(LockedRun::id, row -> row));
    }

    private static LockedRun locked(Object[] row) {
        return new LockedRun(
                ((Number) row[0]).longValue(),
                ((Number) row[1]).intValue(),
                row[2] == null ? null : UUID.fromString((String) row[2]),
                (String) row[3],
                ((Number) row[4]).intValue(),
                ((Number) row[5]).intValue(),
                (Boolean) row[6],
                ((Number) row[7]).intValue(),
                ((Number) row[8]).intValue(),
                ((Number) row[9]).intValue(),
                Json.parse((String) row[10], Retry.class),
                (Boolean) row[11],
                (Boolean) row[12],
                ((Timestamp) row[13]).toInstant(),
                (String) row[14]);
    }

    /**
     * Whether this transaction may add waits for runs; no other one may then until it ends. So what {@link #lockAwaited} reads
     * afterwards has every wait there is, and no circle can be closed beside it.
     */
    boolean mayAddWaits() {
        return (Boolean) em.createNamedQuery("Run.mayAddWaits").getSingleResult();
    }

    /** Locks the runs that others want to wait for, passing over those that another session holds, and follows their waits. */
    @SuppressWarnings("unchecked")
    Waits lockAwaited(Long[] ids) {
        var rows = (List<Object[]>)
                em.createNamedQuery("Run.lockAwaited").setParameter(1, ids).getResultList();
        return new Waits(rows.stream()
                .map(row -> new Waits.Awaited(
                        ((Number) row[0]).longValue(),
                        (Boolean) row[1],
                        (Boolean) row[2],
                        row[3] == null ? null : ((Number) row[3]).longValue()))
                .toList());
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
                .setParameter(7, column(writes, Integer[]::new, AppliedWrite::directivesDone))
                .setParameter(8, column(writes, String[]::new, AppliedWrite::result))
                .setParameter(9, column(writes, String[]::new, AppliedWrite::error))
                .setParameter(10, column(writes, Integer[]::new, AppliedWrite::failures))
                .setParameter(
                        11,
                        column(
                                writes,
                                String[]::new,
                                w -> w.runAt() == null ? null : w.runAt().toString()))
                .setParameter(12, column(writes, Long[]::new, AppliedWrite::waitsFor))
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
                .setParameter(6, column(rows, String[]::new, row -> row.event().actor()))
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
