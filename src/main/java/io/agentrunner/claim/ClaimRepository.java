package io.agentrunner.claim;

import io.agentrunner.node.StallGuard;
import io.agentrunner.platform.sql.Row;
import io.agentrunner.platform.sql.Sql;
import io.agentrunner.run.ClaimedRun;
import io.agentrunner.settings.Settings;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.UUID;

@Dependent
class ClaimRepository {
    @Inject
    private Sql sql;

    @Inject
    private StallGuard guard;

    @Inject
    private Settings settings;

    Claimed claim(ClaimRequest wanted) {
        var rows = sql.named("Run.claim")
                .with("limit", wanted.limit())
                .with("node", wanted.node().toString())
                .with("payload", wanted.payload())
                .with("guard", guard.most())
                .with("agents", wanted.agents().toArray(String[]::new))
                .with("maxRecoveries", settings.maxRecoveries())
                .with("bytes", wanted.bytes())
                .with("aging", settings.agingSeconds())
                .with("candidates", wanted.candidates())
                .with("place", wanted.place())
                .rows();
        var runs = rows.stream()
                .filter(row -> !row.nextIsNull())
                .map(row -> claimed(wanted.node(), row))
                .toList();
        // There is one row even if nothing was claimed, since the last columns describe the queue.
        var queue = rows.getFirst().last(4);
        return new Claimed(runs, queue.flag(), queue.flag(), fromNow(queue.optionalDouble()), queue.text());
    }

    private static Optional<Duration> fromNow(OptionalDouble seconds) {
        return seconds.isEmpty()
                ? Optional.empty()
                : Optional.of(Duration.ofMillis((long) Math.ceil(Math.max(0, seconds.getAsDouble()) * 1000)));
    }

    private static ClaimedRun claimed(UUID node, Row row) {
        return new ClaimedRun(
                row.longValue(),
                row.intValue(),
                node,
                row.longValue(),
                row.text(),
                row.text(),
                row.text(),
                row.text(),
                row.intValue(),
                row.text(),
                row.intValue(),
                row.intValue(),
                Duration.ofSeconds(row.intValue()),
                row.seconds(),
                row.doubleValue());
    }

    List<AttemptId> release(UUID node, String payload, int limit) {
        return sql.named("Run.release")
                .with("node", node.toString())
                .with("payload", payload)
                .with("limit", limit)
                .list(ClaimRepository::attempt);
    }

    List<GivenBack> giveBack(
            UUID node, List<AttemptId> attempts, String payload, GivenBack.Reason reason, int allowed, Duration wait) {
        return sql.named("Run.giveBack")
                .with("node", node.toString())
                .with("payload", payload)
                .with("runs", attempts.stream().map(AttemptId::runId).toArray(Long[]::new))
                .with("attempts", attempts.stream().map(AttemptId::attempt).toArray(Integer[]::new))
                .with("counts", reason.counts())
                .with("allowed", allowed)
                .with("wait", wait.toMillis() / 1000.0)
                .with("reason", reason.text())
                .list(row -> new GivenBack(attempt(row), row.text(), row.flag(), row.optionalDouble()));
    }

    private static AttemptId attempt(Row row) {
        return new AttemptId(row.longValue(), row.intValue());
    }

    List<HeldRun> held(UUID node) {
        return sql.named("Run.heldByNode")
                .with("node", node.toString())
                .list(row -> new HeldRun(attempt(row), row.intValue()));
    }
}
