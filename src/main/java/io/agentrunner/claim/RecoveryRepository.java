package io.agentrunner.claim;

import io.agentrunner.journal.Failure;
import io.agentrunner.journal.Outcome;
import io.agentrunner.journal.RunWrite;
import io.agentrunner.platform.json.Json;
import io.agentrunner.platform.sql.Row;
import io.agentrunner.platform.sql.Sql;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;

@Dependent
class RecoveryRepository {
    @Inject
    private Sql sql;

    boolean isDue(double graceSeconds) {
        return sql.named("Recovery.isDue").with("grace", graceSeconds).row().flag();
    }

    List<UUID> markLost() {
        return sql.named("Node.markLost").list(Row::uuid);
    }

    void forgetLost(int limit) {
        sql.named("Node.forgetLost").with("limit", limit).update();
    }

    List<Recovered> recover(int limit, int maxRecoveries) {
        var orphans = sql.named("Run.lockOrphans").with("limit", limit).list(Row::longValue);
        if (orphans.isEmpty()) {
            return List.of();
        }
        return sql.named("Run.recover")
                .with("runs", orphans.toArray(Long[]::new))
                .with("allowed", maxRecoveries)
                .list(row -> new Recovered(
                        row.longValue(),
                        row.intValue(),
                        row.uuid(),
                        row.text(),
                        row.flag(),
                        row.optionalDouble(),
                        row.optionalDouble()));
    }

    int wake(int limit) {
        var woken = sql.named("Run.wake").with("limit", limit).row();
        return woken.nextIsNull() ? 0 : woken.intValue();
    }

    List<Expired> expire(int limit) {
        return sql.named("Run.expire")
                .with("limit", limit)
                .list(row -> new Expired(row.longValue(), row.intValue(), row.text(), row.optionalDouble()));
    }

    List<Overdue> overdue(int limit, double graceSeconds) {
        return sql.named("Run.overdue")
                .with("limit", limit)
                .with("grace", graceSeconds)
                .list(RecoveryRepository::timeOut);
    }

    private static Overdue timeOut(Row row) {
        var run = row.longValue();
        var attempt = row.intValue();
        var node = row.uuid();
        var error = Json.text(Failure.timeOut(attempt, node));
        var write = new RunWrite(
                run, attempt, node, row.intValue(), List.of(), null, row.intValue(), new Outcome.TimeOut(error));
        return new Overdue(row.text(), write);
    }
}
