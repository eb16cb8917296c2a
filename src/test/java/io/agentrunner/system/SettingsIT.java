package io.agentrunner.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentrunner.inside.Await;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.microshed.testing.jupiter.MicroShedTest;

/**
 * A setting that an operator changes on one node holds on all. The heartbeat is far longer than the limit for a change,
 * so it cannot help.
 */
@MicroShedTest
@Nodes(
        count = 3,
        environment = {"WORKER_CHECK_INTERVAL=600", "WORKER_HEARTBEAT=30", "WORKER_LEASE=90"})
class SettingsIT {
    private static final Duration EVERYWHERE = Duration.ofSeconds(2);
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final String INTERVAL = "/settings/worker.check.interval";
    private final Cluster cluster = Cluster.current();

    @AfterEach
    void nothing_stays_set() {
        cluster.api(0).delete(INTERVAL);
        awaitEverywhere("600");
    }

    @Test
    void a_change_on_one_node_holds_on_every_node_within_two_seconds_and_so_does_its_deletion() {
        Listeners.await(cluster, 3);
        for (var i = 0; i < 6; i++) {
            var value = Integer.toString(100 + i);
            set(cluster.api(i % 3), value);
            awaitEverywhere(value);
            for (var node = 0; node < 3; node++) {
                assertThat(setting(node).get("source").asText()).isEqualTo("database");
            }
            assertThat(cluster.api((i + 1) % 3).delete(INTERVAL).status()).isEqualTo(200);
            awaitEverywhere("600");
        }
    }

    @Test
    void a_change_survives_the_restart_of_a_node() throws Exception {
        Listeners.await(cluster, 3);
        set(cluster.api(0), "300");
        awaitEverywhere("300");
        cluster.stop(cluster.nodes().getLast());
        cluster.add(Map.of());
        assertThat(setting(2).get("value").asText()).isEqualTo("300");
        assertThat(setting(2).get("source").asText()).isEqualTo("database");
    }

    @Test
    void a_shortened_interval_wakes_a_tick_that_sleeps() throws SQLException {
        Listeners.await(cluster, 3);
        for (var shortened : new String[] {"1", "0.2"}) {
            var run = dueByItself();
            set(cluster.api(0), shortened);
            // Two seconds for the change, then a poll within the interval.
            awaitStarted(run, EVERYWHERE.plusSeconds(2));
            // The ticks of the new interval find the due runs, not the change itself.
            var next = dueByItself();
            awaitStarted(next, Duration.ofSeconds(3));
            cluster.api(0).delete(INTERVAL);
            awaitEverywhere("600");
        }
    }

    @Test
    void more_slots_are_used_at_once() throws SQLException {
        Listeners.await(cluster, 3);
        var api = cluster.api(0);
        api.put("/settings/worker.enabled", "{\"value\":\"false\"}");
        Await.until(() -> all("worker.enabled", "false"), EVERYWHERE, () -> "worker.enabled is not false everywhere");
        var run = api.submit("\"agent\":\"noop\"");
        assertThat(api.run(run).get("status").asText()).isEqualTo("QUEUED");
        api.delete("/settings/worker.enabled");
        awaitStarted(run, EVERYWHERE);
    }

    @Test
    void a_table_that_cannot_be_read_costs_no_lease() throws Exception {
        var node = cluster.add(Map.of("WORKER_HEARTBEAT", "0.5", "WORKER_LEASE", "3"));
        var id = cluster.idOf(node);
        try (var session = cluster.database();
                var statement = session.createStatement()) {
            session.setAutoCommit(false);
            statement.execute("lock table setting in access exclusive mode");
            Await.until(
                    () -> cluster.number("select count(*) from pg_locks where not granted"
                                    + " and relation = cast('setting' as regclass)")
                            > 0,
                    LONG,
                    () -> "no node waits for the table");
            var until = Instant.parse(cluster.texts(leaseOf(id, 6)).getFirst());
            Await.until(
                    () -> Instant.parse(cluster.texts(leaseOf(id, 0)).getFirst())
                            .isAfter(until),
                    LONG,
                    () -> "the lease was not renewed for two leases: " + cluster.texts(leaseOf(id, 0)));
            session.rollback();
        }
        assertThat(cluster.idOf(node)).as("the node kept its lease").isEqualTo(id);
        cluster.stop(node);
    }

    private static String leaseOf(String id, int later) {
        return "select to_char((lease_until + make_interval(secs => " + later
                + ")) at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"') from node where lost_at is null and id = '"
                + id + "'";
    }

    /** Stores a run without a signal to the workers. */
    private long dueByItself() throws SQLException {
        var run = cluster.api(0)
                .submit("\"agent\":\"noop\",\"run_at\":\"" + Instant.now().plusSeconds(3600) + "\"");
        try (var session = cluster.database();
                var statement = session.createStatement()) {
            statement.execute("update run set run_at = clock_timestamp() where id = " + run);
        }
        return run;
    }

    private void awaitStarted(long run, Duration most) {
        Await.until(
                () -> cluster.number("select count(*) from run where attempt = 1 and id = " + run) == 1,
                most,
                () -> "run is " + cluster.api(0).run(run));
    }

    private void set(Api api, String value) {
        var answer = api.put(INTERVAL, "{\"value\":\"" + value + "\"}");
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        assertThat(answer.body().get("value").asText()).isEqualTo(value);
    }

    private JsonNode setting(int node) {
        return cluster.api(node).get(INTERVAL).body();
    }

    private void awaitEverywhere(String value) {
        Await.until(() -> all("worker.check.interval", value), EVERYWHERE, () -> "nodes do not all have " + value);
        for (var node = 0; node < cluster.nodes().size(); node++) {
            assertThat(cluster.api(node)
                            .get("/worker/status")
                            .body()
                            .get("check_interval")
                            .decimalValue())
                    .as("node %s works with it", node)
                    .isEqualByComparingTo(value);
        }
    }

    private boolean all(String key, String value) {
        for (var node = 0; node < cluster.nodes().size(); node++) {
            if (!cluster.api(node)
                    .get("/settings/" + key)
                    .body()
                    .get("value")
                    .asText()
                    .equals(value)) {
                return false;
            }
        }
        return true;
    }
}
