package io.agentrunner.stream;

import io.agentrunner.platform.database.Lane;
import io.agentrunner.run.RunItem;
import io.agentrunner.run.Runs;
import io.agentrunner.run.Stats;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Makes the messages for the dashboards of this node, each once for all of them. Thread-safe; one thread takes news and
 * publishes.
 */
@ApplicationScoped
class FeedHub {
    /** More changed runs than these at once are one message: a dashboard shows a page of runs, not all. */
    static final int MOST_RUNS = 200;

    /** At most one message a run in this time. */
    private static final long BETWEEN_BATCHES = Duration.ofMillis(250).toNanos();

    private static final long BETWEEN_STATS = Duration.ofSeconds(2).toNanos();

    @Inject
    private Runs runs;

    /** The connections, each with the only projects that exist for its caller; empty: all. */
    private final Map<Connection, Optional<Set<Long>>> connections = new ConcurrentHashMap<>();

    /** Null while there is no viewer. */
    private volatile FeedLog log;

    private final Set<Long> changed = new HashSet<>();
    private int uncounted;
    private boolean reset;
    private String cursor;

    /** By the projects of their viewers. */
    private final Map<Optional<Set<Long>>, Stats> lastStats = new ConcurrentHashMap<>();

    private boolean statsMayDiffer;
    private long lastBatchAt = System.nanoTime() - BETWEEN_BATCHES;
    private long lastStatsAt = System.nanoTime();

    /**
     * Enters a viewer; all that changes after the log's cursor will be in its batches.
     *
     * @param now gives the reader's cursor, here, where the reader can hand over no news
     */
    synchronized FeedLog join(Connection connection, Optional<Set<Long>> projects, Supplier<String> now) {
        if (connections.isEmpty()) {
            forget();
            cursor = now.get();
            log = FeedLog.from(cursor);
        }
        connections.put(connection, projects);
        return log;
    }

    synchronized void leave(Connection connection) {
        connections.remove(connection);
        if (connections.isEmpty()) {
            forget();
            log = null;
        }
    }

    private void forget() {
        changed.clear();
        uncounted = 0;
        reset = false;
        lastStats.clear();
        statsMayDiffer = true;
    }

    /** The newest batches; only for viewers that have joined. */
    FeedLog log() {
        return log;
    }

    boolean hasViewers() {
        return log != null;
    }

    /** Keeps what changed until the next batch. */
    synchronized void take(FeedNews news) {
        if (log == null) {
            return;
        }
        changed.addAll(news.runs());
        if (changed.size() > MOST_RUNS) {
            uncounted += changed.size();
            changed.clear();
        }
        uncounted += news.uncounted();
        reset |= news.stale();
        statsMayDiffer |= !news.isEmpty();
        cursor = news.cursor();
        if (changed.isEmpty() && uncounted == 0 && !reset) {
            log = log.at(cursor);
        }
    }

    /** Publishes what is due. */
    void publishDue() {
        var now = System.nanoTime();
        var published = false;
        if (now - lastBatchAt >= BETWEEN_BATCHES) {
            published = publishChanges();
        }
        if (now - lastStatsAt >= BETWEEN_STATS && hasViewers()) {
            lastStatsAt = now;
            published |= publishStats();
        }
        if (published) {
            connections.keySet().forEach(Connection::push);
        }
    }

    private record Due(List<Long> runs, int uncounted, boolean reset, String before, String cursor) {
        boolean isEmpty() {
            return runs.isEmpty() && uncounted == 0 && !reset;
        }
    }

    private synchronized Due due() {
        return log == null
                ? new Due(List.of(), 0, false, null, null)
                : new Due(List.copyOf(changed), uncounted, reset, log.cursor(), cursor);
    }

    private boolean publishChanges() {
        var due = due();
        if (due.isEmpty()) {
            return false;
        }
        lastBatchAt = System.nanoTime();
        var messages = messages(due);
        return publish(due, messages);
    }

    private List<FeedMessage> messages(Due due) {
        if (due.reset()) {
            return List.of(FeedMessage.reset(due.before()));
        }
        var messages = new ArrayList<FeedMessage>();
        if (due.uncounted() > 0) {
            return List.of(
                    FeedMessage.many(due.before(), due.uncounted() + due.runs().size()));
        }
        var page = Lane.STREAMS.run(() -> runs.items(due.runs()));
        if (page.more()) {
            return List.of(FeedMessage.many(due.before(), due.runs().size()));
        }
        for (RunItem run : page.items()) {
            messages.add(FeedMessage.run(due.before(), run));
        }
        return messages;
    }

    private synchronized boolean publish(Due due, List<FeedMessage> messages) {
        if (log == null) {
            return false;
        }
        due.runs().forEach(changed::remove);
        uncounted -= due.uncounted();
        reset = false;
        log = log.and(messages, due.cursor());
        return true;
    }

    /** The counts of the runs of these projects; empty: of all. */
    FeedMessage stats(String from, Optional<Set<Long>> projects) {
        return FeedMessage.stats(from, projects, runs.stats(projects.orElse(null)));
    }

    private boolean publishStats() {
        var waiting = lastStats.values().stream().anyMatch(stats -> stats.oldestQueuedSeconds() > 0);
        if (!statsMayDiffer && !waiting) {
            return false;
        }
        statsMayDiffer = false;
        var audiences = Set.copyOf(connections.values());
        lastStats.keySet().retainAll(audiences);
        var published = false;
        for (var projects : audiences) {
            var stats = Lane.STREAMS.run(() -> runs.stats(projects.orElse(null)));
            if (!stats.equals(lastStats.put(projects, stats))) {
                published |= publish(projects, stats);
            }
        }
        return published;
    }

    private synchronized boolean publish(Optional<Set<Long>> projects, Stats stats) {
        if (log == null) {
            return false;
        }
        log = log.and(List.of(FeedMessage.stats(log.cursor(), projects, stats)), log.cursor());
        return true;
    }
}
