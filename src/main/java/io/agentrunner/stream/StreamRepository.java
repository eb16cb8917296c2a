package io.agentrunner.stream;

import io.agentrunner.event.EventView;
import io.agentrunner.platform.sql.Row;
import io.agentrunner.platform.sql.Sql;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

@Dependent
class StreamRepository {
    /** More statements than these at once are not read one by one. */
    private static final int MOST_NEWS = 2000;

    /** A row of the feed without ids stands for more than 100 runs. */
    private static final int AT_LEAST = 101;

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

    String snapshot() {
        return sql.named("Feed.snapshot").row().text();
    }

    /** The changes after a cursor. */
    FeedNews news(String cursor) {
        // A snapshot as text: xmin:xmax:xip,xip,…
        var snapshot = cursor.split(":", 3);
        var rows = sql.named("Feed.news")
                .with("xmax", snapshot[1])
                .with("xip", snapshot[2].isEmpty() ? new String[0] : snapshot[2].split(","))
                .with("limit", MOST_NEWS)
                .rows();
        var head = rows.getFirst();
        var next = head.text();
        var stale = head.flag();
        var runs = new HashSet<Long>();
        var uncounted = rows.size() > MOST_NEWS ? AT_LEAST : 0;
        for (var row : rows.subList(1, rows.size())) {
            var ids = row.last(1).text();
            if (ids == null) {
                uncounted += AT_LEAST;
            } else {
                Arrays.stream(ids.split(",")).map(Long::valueOf).forEach(runs::add);
            }
        }
        return new FeedNews(next, runs, uncounted, stale);
    }

    /** Removes rows that no cursor needs; returns how many. */
    int forgetFeed(int most) {
        sql.named("Feed.mark").update();
        sql.named("Feed.forgetMarks").update();
        return sql.named("Feed.forget").with("limit", most).update();
    }

    private static EventView event(Row row) {
        var run = row.longValue();
        return new EventView(row.intValue(), run, row.text(), row.text(), null, row.intValue(), row.text(), row.time());
    }
}
