package io.agentrunner.journal;

import io.agentrunner.node.StallGuard;
import io.agentrunner.platform.json.Json;
import io.agentrunner.platform.sql.Row;
import io.agentrunner.platform.sql.Sql;
import io.agentrunner.run.Retry;
import io.agentrunner.run.RunStatus;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

@Dependent
class JournalRepository {
    @Inject
    private Sql sql;

    @Inject
    private StallGuard guard;

    /**
     * Locks runs by ascending id and skips those that another session holds.
     *
     * @param nodes the nodes under whose leases the writes are made
     */
    Map<Long, LockedRun> lock(Long[] ids, String[] nodes) {
        return sql
                .named("Run.lockForJournal")
                .with("runs", ids)
                .with("guard", guard.most())
                .with("nodes", nodes)
                .list(JournalRepository::locked)
                .stream()
                .collect(Collectors.toMap(LockedRun::id, row -> row));
    }

    private static LockedRun locked(Row row) {
        return new LockedRun(
                row.longValue(),
                row.intValue(),
                row.uuid(),
                RunStatus.valueOf(row.text()),
                row.intValue(),
                row.intValue(),
                row.flag(),
                row.intValue(),
                row.intValue(),
                row.intValue(),
                Json.parse(row.text(), Retry.class),
                row.flag(),
                row.flag(),
                row.time(),
                row.text(),
                row.text(),
                row.optionalDouble());
    }

    /**
     * Returns whether this transaction may add waits for runs. Then no other transaction may until it ends. So {@link
     * #lockAwaited} reads every wait afterwards, and no other transaction can close a circle meanwhile.
     */
    boolean mayAddWaits() {
        return sql.named("Run.mayAddWaits").row().flag();
    }

    /**
     * Locks the runs for which others want to wait, and follows their waits. Rows that another session holds are
     * skipped.
     */
    Waits lockAwaited(Long[] ids) {
        return new Waits(sql.named("Run.lockAwaited")
                .with("runs", ids)
                .list(row -> new Waits.Awaited(row.longValue(), row.flag(), row.flagOrNull(), row.longOrNull())));
    }

    /** Writes runs, events and checkpoints. The rows are locked and belong to the attempts. */
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
        var changed = sql.named("Run.journal")
                .with("runs", column(writes, Long[]::new, w -> w.write().runId()))
                .with("attempts", column(writes, Integer[]::new, w -> w.write().attempt()))
                .with(
                        "nodes",
                        column(writes, String[]::new, w -> w.write().node().toString()))
                .with("statuses", column(writes, String[]::new, w -> w.status().name()))
                .with(
                        "iterations",
                        column(writes, Integer[]::new, w -> w.write().iteration()))
                .with("events", column(writes, Integer[]::new, w -> w.events().size()))
                .with("directives", column(writes, Integer[]::new, AppliedWrite::directivesDone))
                .with("results", column(writes, String[]::new, AppliedWrite::result))
                .with("errors", column(writes, String[]::new, AppliedWrite::error))
                .with("failures", column(writes, Integer[]::new, AppliedWrite::failures))
                .with(
                        "runAts",
                        column(
                                writes,
                                String[]::new,
                                w -> w.runAt() == null ? null : w.runAt().toString()))
                .with("awaited", column(writes, Long[]::new, AppliedWrite::waitsFor))
                .update();
        if (changed != writes.size()) {
            throw new IllegalStateException(
                    "The journal locked %d runs but could write %d of them.".formatted(writes.size(), changed));
        }
    }

    private void appendEvents(List<AppliedWrite> writes) {
        if (writes.isEmpty()) {
            return;
        }
        record Line(long run, int id, AppliedWrite.Entry event, int attempt) {}
        var rows = writes.stream()
                .<Line>mapMulti((w, out) -> {
                    var id = w.firstEvent();
                    for (var event : w.events()) {
                        out.accept(new Line(
                                w.write().runId(), id++, event, w.write().attempt()));
                    }
                })
                .toList();
        sql.named("Event.journal")
                .with("runs", column(rows, Long[]::new, Line::run))
                .with("ids", column(rows, Integer[]::new, Line::id))
                .with("types", column(rows, String[]::new, row -> row.event().type()))
                .with("payloads", column(rows, String[]::new, row -> row.event().payload()))
                .with("attempts", column(rows, Integer[]::new, Line::attempt))
                .with("actors", column(rows, String[]::new, row -> row.event().actor()))
                .update();
    }

    private void saveCheckpoints(List<AppliedWrite> writes) {
        if (writes.isEmpty()) {
            return;
        }
        sql.named("Checkpoint.journal")
                .with("runs", column(writes, Long[]::new, w -> w.write().runId()))
                .with(
                        "iterations",
                        column(writes, Integer[]::new, w -> w.write().iteration()))
                .with(
                        "checkpoints",
                        column(writes, String[]::new, w -> w.write().checkpoint()))
                .update();
    }

    private static <R, T> Object column(List<R> rows, IntFunction<T[]> array, Function<R, T> value) {
        return rows.stream().map(value).toArray(array);
    }
}
