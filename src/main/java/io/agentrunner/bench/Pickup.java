package io.agentrunner.bench;

import io.agentrunner.launcher.LaunchFailure;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/**
 * Measures the time from a POST until another session sees the run's first attempt, on an otherwise idle system. The
 * attempt commits together with its RUN_STARTED event. Both times are by the client's clock. A session polls for the
 * attempt, so the value is at most one poll too long. Polls begin {@link #BEFORE_LOOKS} after the POST, so that they do
 * not take processor time from it, and do not wait for its response. The value is therefore at least {@link
 * #BEFORE_LOOKS}.
 *
 * @param name of the measurement
 * @param roles the node that receives the POST, then the others
 */
record Pickup(String name, List<Role> roles) implements Measurement {
    private static final Duration BEFORE_LOOKS = Duration.ofMillis(2);
    /** Requests that warm the server up, since users meet a warm server. */
    private static final int WARM_UP = 2500;

    private static final Duration BETWEEN_POSTS = Duration.ofMillis(20);
    private static final Duration MOST_IN_ALL = Duration.ofSeconds(60);
    private static final Duration MOST = Duration.ofSeconds(30);
    private static final String RUN = "{\"project_id\":1,\"goal\":\"Measure\",\"agent\":\"noop\"}";
    private static final String STARTED = "select exists (select 1 from run where id > ? and attempt > 0)";

    @Override
    public List<String> lines() {
        return List.of(name + "_p50", name + "_p99");
    }

    @Override
    public List<Line> measure(Bed bed) throws SQLException {
        var posted = bed.nodes(roles.toArray(Role[]::new)).getFirst();
        bed.tables().empty();
        bed.tables().settle();
        var millis = new double[bed.scale().of(200, 20)];
        try (var posts = new KeepAlive(posted.baseUri(), "/runs", RUN);
                var session = bed.tables().open();
                var plans = session.createStatement();
                var started = session.prepareStatement(STARTED)) {
            // Otherwise PostgreSQL plans each poll again, which takes longer than the poll itself.
            plans.execute("set plan_cache_mode = force_generic_plan");
            for (var left = bed.scale().of(WARM_UP, 20); left > 0; left--) {
                posts.post();
                // Warms the polls up, too.
                awaitStart(started, 0);
            }
            var deadline = System.nanoTime() + MOST_IN_ALL.toNanos();
            for (var i = 0; i < millis.length; i++) {
                if (System.nanoTime() > deadline) {
                    throw new LaunchFailure("After " + MOST_IN_ALL.toSeconds() + " s only " + i + " of " + millis.length
                            + " posted runs had started.");
                }
                millis[i] = once(bed, posts, started);
            }
        }
        var samples = Samples.of(millis);
        return List.of(
                new Line(name + "_p50", samples.percentile(50), "ms"),
                new Line(name + "_p99", samples.percentile(99), "ms"));
    }

    private static double once(Bed bed, KeepAlive posts, PreparedStatement started) throws SQLException {
        bed.tables().awaitEnds(MOST);
        Limit.pass(BETWEEN_POSTS);
        var before = bed.tables().number("select coalesce(max(id), 0) from run");
        var began = System.nanoTime();
        posts.send();
        Limit.pass(BEFORE_LOOKS);
        awaitStart(started, before);
        var millis = (System.nanoTime() - began) / 1e6;
        posts.awaitAnswer();
        return millis;
    }

    private static void awaitStart(PreparedStatement started, long before) throws SQLException {
        started.setLong(1, before);
        Limit.await("the posted run had started", MOST, Duration.ZERO, () -> {
            try (var rows = started.executeQuery()) {
                return rows.next() && rows.getBoolean(1);
            }
        });
    }
}
