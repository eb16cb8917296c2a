package io.agentrunner.stream;

import io.agentrunner.platform.database.Lane;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The runs that have viewers on this node. Thread-safe; one thread polls. */
@ApplicationScoped
class RunWatches {
    private static final int MOST_BYTES = 32 << 20;
    private static final int MOST_BYTES_A_RUN = 256 << 10;
    /** A run that has more new events than this is read by its viewers, page by page. */
    private static final int MOST_NEW = 500;

    private static final long BETWEEN_ALL = Duration.ofSeconds(5).toNanos();

    @Inject
    private StreamReads reads;

    /** Of the one thread that polls. */
    private long lastAskedAll = System.nanoTime();

    private boolean failed;

    private final Map<Long, RunWatch> watches = new HashMap<>();

    synchronized RunWatch add(RunHead head, Connection connection) {
        var watch = watches.computeIfAbsent(head.run(), run -> new RunWatch(run, head));
        watch.add(connection);
        return watch;
    }

    synchronized void remove(RunWatch watch, Connection connection) {
        if (watch.remove(connection)) {
            watches.remove(watch.run(), watch);
        }
    }

    private synchronized List<RunWatch> all() {
        return List.copyOf(watches.values());
    }

    /**
     * Publishes what the watched runs have that their windows do not. It asks for those that changed, for new ones, and every
     * few seconds for all.
     */
    void poll(FeedNews changes) {
        var all = all();
        if (all.isEmpty()) {
            return;
        }
        var askAll = failed || !changes.complete() || System.nanoTime() - lastAskedAll >= BETWEEN_ALL;
        if (askAll) {
            lastAskedAll = System.nanoTime();
        }
        // These changes are told once; if they cannot be read now, the next look asks for all.
        failed = true;
        var asked = all.stream()
                .filter(watch -> askAll || changes.runs().contains(watch.run()) || watch.isNew())
                .toList();
        if (!asked.isEmpty()) {
            poll(asked, Math.min(MOST_BYTES_A_RUN, MOST_BYTES / all.size()));
        }
        failed = false;
    }

    private void poll(List<RunWatch> asked, int mostBytes) {
        var heads = Lane.STREAMS.run(
                () -> reads.heads(asked.stream().map(RunWatch::run).toList()));
        var news = new ArrayList<RunWatch>();
        for (var watch : asked) {
            var head = heads.get(watch.run());
            var window = watch.window();
            if (head == null) {
                watch.publish(Window.empty(window.last(), true));
            } else if (head.lastEvent() > window.last()) {
                news.add(watch);
            } else {
                watch.trim(mostBytes);
            }
            watch.asked();
        }
        if (!news.isEmpty()) {
            var since = news.stream()
                    .map(watch -> new NewEvents(
                            watch.run(),
                            watch.window().last(),
                            heads.get(watch.run()).lastEvent()))
                    .filter(one -> one.last() - one.after() <= MOST_NEW)
                    .toList();
            var frames = Lane.STREAMS.run(() -> reads.newest(since, MOST_BYTES_A_RUN, MOST_BYTES));
            news.forEach(watch ->
                    watch.publish(heads.get(watch.run()), frames.getOrDefault(watch.run(), List.of()), mostBytes));
        }
    }
}
