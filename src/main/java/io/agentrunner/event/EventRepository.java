package io.agentrunner.event;

import io.agentrunner.platform.http.Page;
import io.agentrunner.platform.sql.Row;
import io.agentrunner.platform.sql.Sql;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;

@Dependent
class EventRepository {
    @Inject
    private Sql sql;

    Page<EventView> page(long run, EventFilter filter) {
        return Page.of(sql.rows(filter.sql(run), filter.values()), row -> view(run, row, filter.payloadBytes()));
    }

    private static EventView view(long run, Row row, int payloadBytes) {
        var size = row.intValue();
        return new EventView(row.intValue(), run, row.text(), row.text(), null, row.intValue(), row.text(), row.time())
                .cutTo(payloadBytes, size);
    }

    long countDirectivesAfter(long run, int after) {
        return sql.named("Event.countDirectivesAfter")
                .with("run", run)
                .with("after", after)
                .row()
                .longValue();
    }

    List<EventView> directivesAfter(long run, int after, int limit) {
        return sql.named("Event.directivesAfter")
                .with("run", run)
                .with("after", after)
                .with("limit", limit)
                .list(row -> new EventView(
                        row.intValue(),
                        run,
                        EventType.DIRECTIVE,
                        row.text(),
                        null,
                        row.intValue(),
                        row.text(),
                        row.time()));
    }

    EventView append(long run, int id, String type, String payload, int attempt, String actor) {
        var createdAt = sql.named("Event.append")
                .with("run", run)
                .with("id", id)
                .with("type", type)
                .with("payload", payload)
                .with("attempt", attempt)
                .with("actor", actor)
                .row()
                .time();
        return new EventView(id, run, type, payload, null, attempt, actor, createdAt);
    }

    boolean ensurePartition(long run) {
        return sql.named("Event.ensurePartition").with("run", run).row().flag();
    }

    long newestRun() {
        return sql.named("Event.newestRun").row().longValue();
    }

    Optional<String> dropEmptyPartition(long below) {
        return Optional.ofNullable(
                sql.named("Event.dropEmptyPartition").with("below", below).row().text());
    }

    void retire(List<Long> runs) {
        sql.named("Event.retire").with("runs", runs.toArray(Long[]::new)).update();
    }

    void analyze() {
        sql.named("Event.analyze").update();
    }
}
