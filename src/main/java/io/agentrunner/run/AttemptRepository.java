package io.agentrunner.run;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentrunner.event.EventType;
import io.agentrunner.platform.http.Page;
import io.agentrunner.platform.json.Json;
import io.agentrunner.platform.sql.Row;
import io.agentrunner.platform.sql.Sql;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.Map;

@Dependent
class AttemptRepository {
    /** The event that ends an attempt, and the attempt's outcome. */
    private static final Map<String, AttemptView.Outcome> OUTCOMES = Map.of(
            EventType.RUN_COMPLETED, AttemptView.Outcome.COMPLETED,
            EventType.RUN_FAILED, AttemptView.Outcome.FAILED,
            EventType.RUN_RETRY_SCHEDULED, AttemptView.Outcome.FAILED,
            EventType.RUN_TIMED_OUT, AttemptView.Outcome.TIMED_OUT,
            EventType.RUN_PAUSED, AttemptView.Outcome.PAUSED,
            EventType.RUN_STOPPED, AttemptView.Outcome.STOPPED,
            EventType.RUN_RELEASED, AttemptView.Outcome.RELEASED,
            EventType.RUN_RECOVERED, AttemptView.Outcome.LOST,
            EventType.RUN_WAITING, AttemptView.Outcome.WAITING);

    @Inject
    private Sql sql;

    /** The newest attempts with a smaller number, newest first. */
    Page<AttemptView> page(long run, int before, int limit) {
        var rows = sql.named("Run.attempts")
                .with("run", run)
                .with("ends", OUTCOMES.keySet().toArray(String[]::new))
                .with("before", before)
                .with("limit", limit + 1)
                .list(AttemptRepository::view);
        return new Page<>(rows.stream().limit(limit).toList(), rows.size() > limit, 0);
    }

    private static AttemptView view(Row row) {
        var attempt = row.intValue();
        var node = row.text();
        var startedAt = row.time();
        var iterations = row.intValue();
        var endedAt = row.time();
        var end = row.text();
        return new AttemptView(
                attempt,
                node,
                startedAt,
                endedAt,
                end == null ? null : OUTCOMES.get(end),
                error(end, row.text()),
                iterations);
    }

    private static JsonNode error(String end, String payload) {
        return switch (end) {
            case EventType.RUN_FAILED, EventType.RUN_TIMED_OUT -> Json.parse(payload);
            case EventType.RUN_RETRY_SCHEDULED -> Json.parse(payload).path("error");
            case null, default -> null;
        };
    }
}
