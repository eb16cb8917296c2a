package io.agentrunner.journal;

import io.agentrunner.platform.sql.Sql;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.List;

/** The events of the writes, in the order of each write. */
@Dependent
class EventPart implements WritePart {
    @Inject
    private Sql sql;

    private record Line(long run, int id, AppliedWrite.Entry event, int attempt) {}

    @Override
    public void store(List<AppliedWrite> writes) {
        var lines = writes.stream()
                .<Line>mapMulti((each, out) -> {
                    var id = each.firstEvent();
                    for (var event : each.events()) {
                        out.accept(new Line(
                                each.write().runId(), id++, event, each.write().attempt()));
                    }
                })
                .toList();
        if (lines.isEmpty()) {
            return;
        }
        sql.named("Event.journal")
                .withEach("runs", lines, Long[]::new, Line::run)
                .withEach("ids", lines, Integer[]::new, Line::id)
                .withEach("types", lines, String[]::new, line -> line.event().type())
                .withEach("payloads", lines, String[]::new, line -> line.event().payload())
                .withEach("attempts", lines, Integer[]::new, Line::attempt)
                .withEach("actors", lines, String[]::new, line -> line.event().actor())
                .update();
    }
}
