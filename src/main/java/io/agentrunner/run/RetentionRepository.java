package io.agentrunner.run;

import io.agentrunner.platform.sql.Row;
import io.agentrunner.platform.sql.Sql;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.List;

@Dependent
class RetentionRepository {
    /**
     * A range of runs by id.
     *
     * @param ours whether no other session works on retention
     * @param last the last run of the range
     * @param old whether a run is old enough to have ended before the cutoff
     */
    record Page(boolean ours, long last, int size, boolean old) {}

    @Inject
    private Sql sql;

    Page page(long after, int limit, int days) {
        var row = sql.named("Retention.page")
                .with("after", after)
                .with("limit", limit)
                .with("days", days)
                .row();
        return new Page(row.flag(), row.longValue(), row.intValue(), row.flag());
    }

    /**
     * Locks the runs up to and including {@code last} that ended before the cutoff. Rows that another session holds are
     * skipped.
     */
    List<Long> lock(long after, long last, int days) {
        return sql.named("Retention.lock")
                .with("after", after)
                .with("last", last)
                .with("days", days)
                .list(Row::longValue);
    }

    /** Deletes locked runs with their checkpoints and idempotency keys. Their events are already deleted. */
    void remove(List<Long> runs) {
        for (var statement : List.of("Retention.submissions", "Retention.runs")) {
            sql.named(statement).with("runs", runs.toArray(Long[]::new)).update();
        }
    }
}
