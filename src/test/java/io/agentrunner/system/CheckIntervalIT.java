package io.agentrunner.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.inside.Await;
import io.agentrunner.launcher.UnannouncedRun;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.microshed.testing.jupiter.MicroShedTest;

/** A run that another session wrote to the database. No signal wakes the workers, so it waits for a tick. */
@MicroShedTest
@Nodes(environment = "WORKER_ENABLED=false")
class CheckIntervalIT {
    private static final Duration LONG = Duration.ofSeconds(15);
    private final Cluster cluster = Cluster.current();

    @Test
    void a_run_that_no_signal_told_of_is_found_at_the_next_tick_of_a_node_that_is_enabled() throws Exception {
        var api = cluster.api(0);
        assertThat(api.get("/worker/status").body().get("running").asBoolean()).isFalse();
        assertThat(api.post("/worker/process").status()).isEqualTo(202);

        var slow = cluster.add(Map.of("WORKER_ENABLED", "true", "WORKER_CHECK_INTERVAL", "4"));
        var slowGap = secondsBetweenStartsOfRunsPostedOneAfterTheOther(api, 2);
        cluster.stop(slow);
        assertThat(slowGap).as("seconds between starts at an interval of 4 s").isBetween(3.0, 6.0);

        cluster.add(Map.of("WORKER_ENABLED", "true", "WORKER_CHECK_INTERVAL", "0.2"));
        var fastGap = secondsBetweenStartsOfRunsPostedOneAfterTheOther(api, 10);
        assertThat(fastGap).as("seconds between starts at an interval of 0.2 s").isBetween(0.1, 1.5);
        assertThat(cluster.api(1)
                        .get("/worker/status")
                        .body()
                        .get("check_interval")
                        .asDouble())
                .isEqualTo(0.2);
    }

    @Test
    void what_waits_for_the_table_of_runs_delays_no_heartbeat_at_any_interval() throws Exception {
        var node = cluster.add(Map.of(
                "WORKER_ENABLED", "true",
                "WORKER_CHECK_INTERVAL", "0.2",
                "WORKER_HEARTBEAT", "0.5",
                "WORKER_LEASE", "3"));
        var id = cluster.idOf(node);
        expectRenewalsWhileTheTableIsHeld(id);
        var slower = new Api(node.baseUri()).put("/settings/worker.check.interval", "{\"value\":\"1\"}");
        assertThat(slower.status()).isEqualTo(200);
        expectRenewalsWhileTheTableIsHeld(id);
        assertThat(cluster.idOf(node)).as("the node kept its lease").isEqualTo(id);
        cluster.api(0).delete("/settings/worker.check.interval");
        cluster.stop(node);
    }

    /** Locked for longer than a lease, as by the migration of a newer version. */
    private void expectRenewalsWhileTheTableIsHeld(String node) throws SQLException {
        try (var session = cluster.database();
                var statement = session.createStatement()) {
            session.setAutoCommit(false);
            statement.execute("lock table run in access exclusive mode");
            Await.until(
                    () -> cluster.number("select count(*) from pg_locks where not granted"
                                    + " and relation = cast('run' as regclass)")
                            > 0,
                    LONG,
                    () -> "no node waits for the table");
            var held = Instant.parse(leaseOf(node));
            Await.until(
                    () -> Instant.parse(leaseOf(node)).isAfter(held.plusSeconds(4)),
                    LONG,
                    () -> "the lease was not renewed while the table was held: " + leaseOf(node));
            session.rollback();
        }
    }

    private String leaseOf(String node) {
        return cluster.texts("select to_char(lease_until at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"
                        + " from node where id = '" + node + "'")
                .getFirst();
    }

    /** The first start sets the clock. Each run is posted right after the start of the previous one. */
    private double secondsBetweenStartsOfRunsPostedOneAfterTheOther(Api api, int runs) {
        var first = startedRun(api);
        var last = first;
        for (var i = 0; i < runs; i++) {
            last = startedRun(api);
        }
        return cluster.number(
                        "select cast(extract(epoch from b.started_at - a.started_at) * 1000 as bigint) from run a, run b where a.id = "
                                + first + " and b.id = " + last)
                / 1000.0
                / runs;
    }

    private long startedRun(Api api) {
        var run = cluster.number(UnannouncedRun.of("noop"));
        api.awaitStatus(run, "COMPLETED", Duration.ofSeconds(20));
        return run;
    }
}
