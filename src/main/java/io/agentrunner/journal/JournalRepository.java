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
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

@Dependent
class JournalRepository {
    @Inject
    private Sql sql;

    @Inject
    private StallGuard guard;

    @Inject
    private RunPart runs;

    @Inject
    private EventPart events;

    @Inject
    private CheckpointPart checkpoints;

    /**
     * Locks runs by ascending id and skips those that another session holds.
     *
     * @param nodes the nodes under whose leases the writes are made
     */
    Map<Long, FoundRun> lock(Long[] ids, String[] nodes) {
        Map<Long, FoundRun> found = sql
                .named("Run.lockForJournal")
                .with("runs", ids)
                .with("guard", guard.most())
                .with("nodes", nodes)
                .list(JournalRepository::locked)
                .stream()
                .collect(Collectors.toMap(LockedRun::id, row -> row));
        if (found.size() < ids.length) {
            var existing =
                    Set.copyOf(sql.named("Run.existing").with("runs", ids).list(Row::longValue));
            for (var id : ids) {
                found.putIfAbsent(id, existing.contains(id) ? new FoundRun.Busy() : new FoundRun.Gone());
            }
        }
        return found;
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

    /** Stores all parts of these writes. Their rows are locked and belong to the attempts. */
    void apply(List<AppliedWrite> writes) {
        if (!writes.isEmpty()) {
            Stream.of(runs, events, checkpoints).forEach(part -> part.store(writes));
        }
    }
}
