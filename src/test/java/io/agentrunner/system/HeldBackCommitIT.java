package io.agentrunner.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.inside.Await;
import io.agentrunner.launcher.NodeProcess;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.microshed.testing.jupiter.MicroShedTest;
import org.postgresql.PGConnection;

/**
 * A claim whose commit the database holds back, since its standby is missing, while the connection of the node is lost.
 * It becomes visible when the node no longer compares its runs at each poll.
 */
@Tag("chaos")
@MicroShedTest
@Nodes(environment = {"WORKER_ENABLED=false", "WORKER_LEASE=60", "WORKER_HEARTBEAT=5", "WORKER_CHECK_INTERVAL=0.5"})
class HeldBackCommitIT {
    private static final int RUNS = 20;
    private static final Duration LONG = Duration.ofSeconds(40);

    /**
     * Longer than the 10 s in which each poll requests a comparison, and less than the time-out of a statement, 20 s.
     */
    private static final Duration HELD_BACK = Duration.ofSeconds(14);

    private final Cluster cluster = Cluster.current();

    @Test
    void its_runs_are_given_back_and_complete() throws Exception {
        try (var proxy = new SilentProxy(cluster.databaseUrl());
                var test = cluster.database();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            test.setAutoCommit(false);
            var node = cluster.add(Map.of("WORKER_ENABLED", "true", "DATABASE_URL", proxy.url()));
            var id = cluster.idOf(node);
            var inAnHour = Instant.now().plusSeconds(3600);
            var runs =
                    Batch.submit(cluster, cluster.api(0), RUNS, "\"agent\":\"noop\",\"run_at\":\"" + inAnHour + "\"");
            try (var commits = new UnansweredCommits(cluster)) {
                commits.pass("update run set run_at = clock_timestamp() where " + runs.ours("id"));
                Await.until(() -> !claims(commits).isEmpty(), LONG, () -> "no claim waits for its commit");
                assertThat(claims(commits)).hasSize(1).allSatisfy(proxy::cut);
                Await.until(
                        () -> !cluster.log(node, "The poll for queued runs failed")
                                .isEmpty(),
                        LONG,
                        () -> "the node has its connection");
                Await.until(
                        () -> !commits.waitingWithRuns(HELD_BACK).isEmpty(),
                        LONG,
                        () -> "the commit is not held back: " + runs.fates());
                runs.expect("status = 'QUEUED' and attempt = 0", RUNS);
                // First in the queue for the rows, so the node cannot give them back before the test has seen them.
                var locked = threads.submit(() -> lock(test, runs));
                Await.until(() -> waitsForLock(test), LONG, () -> "nothing waits for the rows of the claim");
                commits.goOn();
                assertThat(locked.get(LONG.toSeconds(), TimeUnit.SECONDS)).isEqualTo(RUNS);
            }

            // The runs are locked, so the node cannot give them back yet.
            runs.expect("status = 'RUNNING' and attempt = 1 and node = '" + id + "'", RUNS);
            assertThat(cluster.idOf(node)).as("the live node").isEqualTo(id);
            assertThat(inFlight(node)).as("runs that it executes").isZero();
            assertThat(cluster.log(node, "attempt 1 started")).isEmpty();
            test.rollback();

            runs.await("status = 'COMPLETED'");
            runs.expect("attempt = 2 and failures = 0 and losses = 0 and node = '" + id + "'", RUNS);
            assertThat(runs.events("type = 'RUN_RELEASED' and payload like '%did not execute it%'"))
                    .isEqualTo(RUNS);
            cluster.verify();
            cluster.stop(node);
        }
    }

    private static List<Integer> claims(UnansweredCommits commits) {
        return commits.waitingWithRuns(Duration.ZERO);
    }

    /** Waits for the session that holds the runs. Returns how many there are. */
    private static int lock(Connection session, Batch runs) throws SQLException {
        try (var statement = session.createStatement();
                var rows = statement.executeQuery(
                        "select id from run where " + runs.ours("id") + " order by id for update")) {
            var count = 0;
            while (rows.next()) {
                count++;
            }
            return count;
        }
    }

    private boolean waitsForLock(Connection session) {
        try {
            var pid = session.unwrap(PGConnection.class).getBackendPID();
            return cluster.number(
                            "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and pid = " + pid)
                    == 1;
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static int inFlight(NodeProcess node) {
        return new Api(node.baseUri())
                .get("/worker/status")
                .body()
                .get("in_flight")
                .asInt();
    }
}
