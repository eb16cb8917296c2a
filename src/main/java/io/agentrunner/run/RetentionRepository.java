package io.agentrunner.run;

import io.agentrunner.platform.sql.Row;
import io.agentrunner.platform.sql.Sql;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
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

    /** Locks those that ended before the cutoff, but for what another session holds; {@code last} is included. */
    List<Long> lock(long after, long last, int days) {
        return sql.named("Retention.lock")
                .with("after", after)
                .with("last", last)
                .with("days", days)
                .list(Row::longValue);
    }

    /** Removes locked runs with their checkpoints and idempotency keys; their events are gone already. */
    void remove(List<Long> runs) {
        for (var statement : List.of("Retention.submissions", "Retention.runs")) {
            sql.named(statement).with("runs", runs.toArray(Long[]::new)).update();
        }
    }
}
