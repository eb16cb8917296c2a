package io.agentrunner.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.inside.Await;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.microshed.testing.jupiter.MicroShedTest;

/**
 * The metrics and logs for operators. Counters of nodes are summed, since one node counts each event. Gauges of the
 * queue are not summed, since all nodes report the same value. The JSON logs name node, run and attempt.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@MicroShedTest
@Tag("monitoring")
@Nodes(
        count = 2,
        environment = {
            "WORKER_CHECK_INTERVAL=0.2",
            "WORKER_CONCURRENCY=10",
            "WORKER_LEASE=8",
            "WORKER_HEARTBEAT=1",
            "LOG_FORMAT=json",
        },
        agents = WaitingAgent.class)
class WatchedNodesIT {
    private static final Duration LONG = Duration.ofSeconds(40);
    private static final String ENDED = "agent_runner_runs_ended_total";
    private static final String TIMED = "agent_runner_run_duration_seconds_count";
    private static final String STALE = "agent_runner_stale_writes_rejected_total";
    private static final String CHANGES = "agent_runner_settings_changes_total";
    private static Batch asleep;

    private final Cluster cluster = Cluster.current();
    private Growth growth;

    @BeforeEach
    void scrape_first() {
        growth = Growth.since(cluster);
    }

    @Test
    @Order(1)
    void what_two_nodes_executed_is_counted_once_by_one_of_them() {
        var done = Batch.submit(cluster, cluster.api(0), 60, "\"agent\":\"sleep\",\"options\":{\"seconds\":0.3}");
        var timedOut = Batch.submit(
                cluster,
                cluster.api(1),
                20,
                "\"agent\":\"sleep\",\"options\":{\"seconds\":60},\"timeout_seconds\":1,\"max_attempts\":2,"
                        + "\"retry\":{\"base_seconds\":1,\"factor\":1,\"max_seconds\":1}");
        var failing = Batch.submit(cluster, cluster.api(0), 10, "\"agent\":\"waiting\"");
        done.await("status = 'COMPLETED'");
        timedOut.await("status = 'FAILED'");
        failing.await("status = 'COMPLETED'");

        growth.await(60, ENDED, "agent", "sleep", "outcome", "completed");
        growth.await(20, ENDED, "agent", "sleep", "outcome", "failed");
        growth.await(40, "agent_runner_failures_total", "agent", "sleep");
        growth.await(20, "agent_runner_retries_total", "agent", "sleep");
        growth.await(10, "agent_runner_failures_total", "agent", "waiting");
        growth.await(10, "agent_runner_retries_total", "agent", "waiting");
        // Every first claim is timed.
        growth.await(90, "agent_runner_pickup_latency_seconds_count");
        growth.await(60, TIMED, "agent", "sleep", "outcome", "completed");
        growth.await(20, TIMED, "agent", "sleep", "outcome", "failed");
        for (var node = 0; node < 2; node++) {
            assertThat(growth.of(node, ENDED, "agent", "sleep", "outcome", "completed"))
                    .as("runs of node " + node)
                    .isBetween(1.0, 59.0);
        }
        assertThat(growth.sum(ENDED, "agent", "sleep", "outcome", "stopped")).isZero();
        assertThat(growth.sum("agent_runner_recoveries_total")).isZero();
    }

    @Test
    @Order(1)
    void a_stop_is_counted_and_timed_once_wherever_it_was_asked() {
        var runs = Batch.submit(cluster, cluster.api(0), 10, "\"agent\":\"sleep\",\"options\":{\"seconds\":60}");
        runs.await("status = 'RUNNING'");
        var inAnHour = Instant.now().plusSeconds(3600);
        var all = runs.and(
                Batch.submit(cluster, cluster.api(1), 1, "\"agent\":\"sleep\",\"run_at\":\"" + inAnHour + "\""));
        for (var run = all.first(); run <= all.last(); run++) {
            for (var node = 0; node < 2; node++) {
                cluster.api((int) ((run + node) % 2)).post("/runs/" + run + "/stop");
            }
        }
        all.await("status = 'STOPPED'");
        growth.await(11, ENDED, "agent", "sleep", "outcome", "stopped");
        growth.await(10, TIMED, "agent", "sleep", "outcome", "stopped");
        assertThat(growth.sum("agent_runner_failures_total", "agent", "sleep")).isZero();
    }

    @Test
    @Order(1)
    void each_node_tells_the_queue_of_both_so_it_is_the_maximum_that_counts() {
        var inAnHour = Instant.now().plusSeconds(3600);
        var waiting = Batch.submit(cluster, cluster.api(0), 7, "\"agent\":\"noop\",\"run_at\":\"" + inAnHour + "\"");
        waiting.expect("status = 'QUEUED'", waiting.size());
        Await.until(
                () -> growth.now().stream().allMatch(node -> node.value("agent_runner_runs_scheduled") == scheduled()),
                LONG,
                () -> "of " + scheduled() + " the nodes tell "
                        + growth.now().stream()
                                .map(node -> node.value("agent_runner_runs_scheduled"))
                                .toList());
        for (var node : growth.now()) {
            for (var gauge : List.of("queued", "scheduled", "running", "paused")) {
                assertThat(node.help("agent_runner_runs_" + gauge)).contains("use max, not sum");
            }
            // Values of single nodes, which are summed.
            assertThat(node.value("agent_runner_slots")).isEqualTo(10);
            assertThat(node.help("agent_runner_slots")).contains("this node");
        }
    }

    private double scheduled() {
        return cluster.number("select count(*) from run where status = 'QUEUED' and run_at > clock_timestamp()");
    }

    @Test
    @Order(2)
    void a_write_that_comes_too_late_is_counted_once_for_each_run_that_had_changed() {
        staleWrites(3);
        growth.await(3, STALE);
    }

    /** Stops runs that write without a pause in the database, without a signal to their nodes. */
    private void staleWrites(int count) {
        var runs =
                Batch.submit(cluster, cluster.api(0), count, "\"agent\":\"noop\",\"options\":{\"iterations\":1000000}");
        runs.await("status = 'RUNNING' and current_iteration > 0");
        var stopped = cluster.number("with stopped as (update run set status = 'STOPPED', last_event = last_event + 1,"
                + " finished_at = clock_timestamp() where " + runs.ours("id") + " returning id, last_event, attempt),"
                + " told as (insert into event (run_id, id, type, attempt, actor)"
                + " select id, last_event, 'RUN_STOPPED', attempt, 'operator' from stopped returning 1)"
                + " select count(*) from told");
        assertThat(stopped).isEqualTo(count);
    }

    @Test
    @Order(2)
    void a_change_of_a_setting_is_counted_once_though_it_holds_on_every_node() {
        change("100");
        growth.await(1, CHANGES);
        change("200");
        growth.await(2, CHANGES);
    }

    private void change(String value) {
        var setting = "/settings/retry.max.seconds";
        assertThat(cluster.api(1).put(setting, "{\"value\":\"" + value + "\"}").status())
                .isEqualTo(200);
        for (var node = 0; node < cluster.nodes().size(); node++) {
            var api = cluster.api(node);
            Await.until(
                    () -> api.get(setting).body().get("value").asText().equals(value),
                    LONG,
                    () -> "node tells " + api.get(setting));
        }
    }

    @Test
    @Order(3)
    void a_node_that_claims_nothing_adds_no_slots_so_that_full_nodes_are_seen_beside_it() {
        cluster.add(Map.of("WORKER_ENABLED", "false"));
        growth = Growth.since(cluster);
        asleep = Batch.submit(cluster, cluster.api(2), 20, "\"agent\":\"sleep\",\"options\":{\"seconds\":600}");
        asleep.await("status = 'RUNNING'");
        assertThat(growth.now().stream().map(node -> node.value("agent_runner_slots")))
                .containsExactly(10.0, 10.0, 0.0);
        assertThat(growth.now().stream().mapToDouble(node -> node.value("agent_runner_slots_used")))
                .as("what the alert about free slots compares")
                .containsExactly(10.0, 10.0, 0.0);
    }

    @Test
    @Order(4)
    void a_lost_node_and_its_runs_are_counted_once_by_those_that_are_left() throws Exception {
        cluster.number("with doomed as (update run set recoveries = 1000 where id = " + asleep.first()
                + " returning 1) select count(*) from doomed");
        cluster.kill(cluster.process(cluster.texts("select node from run where id = " + asleep.first())
                .getFirst()));
        growth = Growth.since(cluster);
        assertThat(growth.now()).hasSize(2);

        growth.await(1, "agent_runner_leases_expired_total");
        growth.await(10, "agent_runner_recoveries_total");
        growth.await(10, "agent_runner_time_to_recover_seconds_count");
        assertThat(growth.sum("agent_runner_time_to_recover_seconds_sum")).isBetween(0.0001, 200.0);
        growth.await(1, ENDED, "agent", "sleep", "outcome", "failed");
        growth.await(1, TIMED, "agent", "sleep", "outcome", "failed");
        asleep.expect("recoveries = 1", 9);
    }

    @Test
    @Order(5)
    void everything_that_is_promised_is_told_with_a_sensible_value() {
        var late = Batch.submit(
                cluster,
                cluster.api(1),
                1,
                "\"agent\":\"noop\",\"run_at\":\"" + Instant.now().plusSeconds(3) + "\",\"deadline_at\":\""
                        + Instant.now().plusSeconds(4) + "\"");
        cluster.api(0).post("/runs/" + late.first() + "/pause");
        late.await("status = 'FAILED'");
        for (var run = asleep.first() + 1; run <= asleep.last(); run++) {
            cluster.api(0).post("/runs/" + run + "/stop");
        }
        asleep.await("status <> 'RUNNING'");
        staleWrites(1);
        change("300");
        cluster.api(0).submit("\"agent\":\"noop\",\"run_at\":\"2020-01-01T00:00:00Z\",\"options\":{\"iterations\":1}");
        growth.await(1, STALE);
        Scrape.of(cluster).assertComplete();
    }

    @Test
    @Order(6)
    void every_line_of_the_logs_is_an_object_and_names_node_run_and_attempt_when_it_is_about_a_run() throws Exception {
        Batch.submit(cluster, cluster.api(0), 3, "\"agent\":\"sleep\",\"options\":{\"seconds\":600}")
                .await("status = 'RUNNING'");
        var logs = JsonLogs.of(cluster);
        for (var node : List.copyOf(cluster.nodes())) {
            cluster.stop(node);
        }
        logs.assertEveryLineHolds();
        logs.assertToldOf("started: sleep", "ended: COMPLETED", "abandoned", "timed out", "recovered from node");
        logs.assertToldOf("quarantined", "failed: the run's deadline passed", " released", "ended: QUEUED");
        logs.assertTheStackOfAFailureIsToldOnceByEachNode(
                "failed: java.lang.IllegalStateException: The second attempt fails", "WaitingAgent.work", 10);
    }
}
