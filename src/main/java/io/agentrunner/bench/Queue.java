package io.agentrunner.bench;

import io.agentrunner.launcher.LaunchFailure;
import io.agentrunner.launcher.NodeProcess;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/**
 * Runs that all become due at one moment, after the tables were vacuumed: a clean start for warm nodes. Then each node
 * is notified, and this time is not measured.
 */
final class Queue {
    private static final int TRIES = 4;
    private static final Duration MOST_WORK = Duration.ofSeconds(60);

    private final Bed bed;
    private final String agent;
    private final String options;
    private Duration slack = Duration.ofSeconds(1);
    private Duration each = Duration.ofNanos(100_000);

    Queue(Bed bed, String agent, String options) {
        this.bed = bed;
        this.agent = agent;
        this.options = options;
    }

    /** Fills empty tables with runs that are not due for an hour. */
    void fillNotDue(int runs) throws SQLException {
        var began = System.nanoTime();
        fill(runs, "now() + interval '1 hour'");
        each = Duration.ofNanos((System.nanoTime() - began) * 3 / 2 / runs);
    }

    /** Fills empty tables and lets the nodes execute everything. Returns how many seconds this took. */
    double drain(List<NodeProcess> nodes, int runs) throws SQLException {
        release(nodes, runs);
        bed.tables().awaitEnds(MOST_WORK);
        return bed.tables().secondsOfWork();
    }

    /** Fills empty tables, and returns when the nodes have started runs. */
    void release(List<NodeProcess> nodes, int runs) throws SQLException {
        fillSoonDue(runs);
        nodes.forEach(node -> bed.client().post(node, "/worker/process", ""));
    }

    /**
     * Returns when the runs are due. If the preparation took too long, some may have been claimed early, so it is
     * repeated.
     */
    private void fillSoonDue(int runs) throws SQLException {
        for (var left = TRIES; left > 0; left--) {
            var ahead = slack.plus(each.multipliedBy(runs));
            var due = bed.tables().text("select clock_timestamp() + interval '" + ahead.toMillis() + " milliseconds'");
            fill(runs, "timestamptz '" + due + "'");
            var early = bed.tables().real("select extract(epoch from timestamptz '" + due + "' - clock_timestamp())");
            if (early > 0) {
                Limit.pass(Duration.ofMillis((long) Math.ceil(early * 1000)));
                return;
            }
            slack = slack.plus(ahead);
            bed.tables().awaitEnds(MOST_WORK);
        }
        throw new LaunchFailure("Filling the queue took longer than expected, " + TRIES + " times.");
    }

    private void fill(int runs, String runAt) throws SQLException {
        bed.tables().empty();
        bed.tables().queue(runs, agent, options, runAt);
        bed.tables().settle();
    }
}
