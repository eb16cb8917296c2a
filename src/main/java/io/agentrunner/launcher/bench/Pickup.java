package io.agentrunner.launcher.bench;

import io.agentrunner.launcher.LaunchFailure;
import io.agentrunner.launcher.NodeProcess;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * From before a POST to the moment another session sees the run's RUN_STARTED event, on a system that has nothing else to
 * do. One clock, the client's: a session that looks every {@value #APART_MICROS} µs sees the event only after its commit, so
 * the value is what was really waited, and at most one such look too long. The answer to the POST is not waited for before
 * the first look.
 *
 * @param name of the measurement
 * @param roles the node that is posted to, then the others
 */
record Pickup(String name, List<Role> roles) implements Measurement {
    private static final int APART_MICROS = 200;
    /** A server that has run for a while, not one that has just started. */
    private static final int WARM_UP = 2500;

    private static final Duration BETWEEN_POSTS = Duration.ofMillis(20);
    private static final Duration MOST_IN_ALL = Duration.ofSeconds(60);
    private static final Duration MOST = Duration.ofSeconds(30);
    private static final String RUN = "{\"project_id\":1,\"goal\":\"Measure\",\"agent\":\"noop\"}";
    private static final String STARTED =
            "select exists (select 1 from event where run_id > ? and type = 'RUN_STARTED')";

    @Override
    public List<String> lines() {
        return List.of(name + "_p50", name + "_p99");
    }

    @Override
    public List<Line> measure(Bed bed) throws SQLException {
        var posted = bed.nodes(roles.toArray(Role[]::new)).getFirst();
        bed.tables().empty();
        bed.tables().settle();
        for (var left = bed.scale().of(WARM_UP, 20); left > 0; left--) {
            bed.client().post(posted, "/runs", RUN);
        }
        bed.tables().awaitEnds(MOST);
        var millis = new double[bed.scale().of(200, 20)];
        try (var session = bed.tables().open();
                var started = session.prepareStatement(STARTED)) {
            var deadline = System.nanoTime() + MOST_IN_ALL.toNanos();
            for (var i = 0; i < millis.length; i++) {
                if (System.nanoTime() > deadline) {
                    throw new LaunchFailure("After " + MOST_IN_ALL.toSeconds() + " s only " + i + " of " + millis.length
                            + " posted runs had started.");
                }
                millis[i] = once(bed, posted, started);
            }
        }
        var samples = Samples.of(millis);
        return List.of(
                new Line(name + "_p50", samples.percentile(50), "ms"),
                new Line(name + "_p99", samples.percentile(99), "ms"));
    }

    private static double once(Bed bed, NodeProcess node, PreparedStatement started) throws SQLException {
        bed.tables().awaitEnds(MOST);
        Limit.pass(BETWEEN_POSTS);
        started.setLong(1, bed.tables().number("select coalesce(max(id), 0) from run"));
        var began = System.nanoTime();
        var answer = bed.client().posted(node, "/runs", RUN);
        Limit.await("the posted run had started", MOST, Duration.ofNanos(APART_MICROS * 1000L), () -> {
            try (var rows = started.executeQuery()) {
                return rows.next() && rows.getBoolean(1);
            }
        });
        var millis = (System.nanoTime() - began) / 1e6;
        try {
            answer.get(MOST.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new LaunchFailure("The run was started, but its POST was not answered: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LaunchFailure("Interrupted while it measured", e);
        }
        return millis;
    }
}
