package io.agentrunner.stream;

import io.agentrunner.event.EventView;
import io.agentrunner.platform.sql.Row;
import io.agentrunner.platform.sql.Sql;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;

@Dependent
class StreamRepository {
    @Inject
    private Sql sql;

    Optional<RunHead> head(long run) {
        return sql.named("Stream.head").with("run", run).first(StreamRepository::head);
    }

    List<RunHead> heads(List<Long> runs) {
        return sql.named("Stream.heads").with("runs", runs.toArray(Long[]::new)).list(StreamRepository::head);
    }

    private static RunHead head(Row row) {
        return new RunHead(row.longValue(), row.longValue(), row.intValue(), row.flag());
    }

    List<EventView> newest(List<NewEvents> since, int runBytes, int bytes) {
        return sql.named("Stream.newest")
                .with("runs", since.stream().map(NewEvents::run).toArray(Long[]::new))
                .with("after", since.stream().map(NewEvents::after).toArray(Integer[]::new))
                .with("last", since.stream().map(NewEvents::last).toArray(Integer[]::new))
                .with("runBytes", runBytes)
                .with("bytes", bytes)
                .list(StreamRepository::event);
    }

    List<EventView> page(long run, int after, int events, int bytes) {
        return sql.named("Stream.page")
                .with("run", run)
                .with("after", after)
                .with("events", events)
                .with("bytes", bytes)
                .list(StreamRepository::event);
    }

    private static EventView event(Row row) {
        var run = row.longValue();
        return new EventView(row.intValue(), run, row.text(), row.text(), null, row.intValue(), row.text(), row.time());
    }
}
