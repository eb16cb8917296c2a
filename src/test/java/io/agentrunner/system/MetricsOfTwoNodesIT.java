package io.agentrunner.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.inside.Exposition;
import java.time.Duration;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.microshed.testing.jupiter.MicroShedTest;

/** Counters of nodes are summed: each thing that happens is counted by one of them. What all tell of the queue is not. */
@MicroShedTest
@Nodes(
        count = 2,
        environment = {"WORKER_CHECK_INTERVAL=0.2", "WORKER_CONCURRENCY=10"})
class MetricsOfTwoNodesIT {
    private static final Duration LONG = Duration.ofSeconds(40);
    private static final String ENDED = "agent_runner_runs_ended_total";
    private final Cluster cluster = Cluster.current();
    private List<Exposition> before;

    @BeforeEach
    void scrape_first() {
        before = scraped();
    }

    private List<Exposition> scraped() {
        return List.of(cluster.api(0).metrics(), cluster.api(1).metrics());
    }

    private double sum(ToDoubleFunction<Exposition> value) {
        return scraped().stream().mapToDouble(value).sum()
                - before.stream().mapToDouble(value).sum();
    }

    private double grown(String name, String... labels) {
        return sum(scrape -> scrape.value(name, labels));
    }

    /** In the end exactly: a count follows its commit, and nothing is counted by both. */
    private void awaitGrown(double by, String name, String... labels) {
        Await.until(
                () -> grown(name, labels) >= by, LONG, () -> name + " of both nodes grew by " + grown(name, labels));
        assertThat(grown(name, labels)).as(name).isEqualTo(by);
    }

    @Test
    void what_two_nodes_executed_is_counted_once_by_one_of_them() {
        var done = Batch.submit(cluster, cluster.api(0), 60, "\"agent\":\"sleep\",\"options\":{\"seconds\":0.3}");
        var timedOut = Batch.submit(
                cluster,
                cluster.api(1),
                20,
                "\"agent\":\"sleep\",\"options\":{\"seconds\":60},\"timeout_seconds\":1,\"max_attempts\":2,"
                        + "\"retry\":{\"base_seconds\":1,\"factor\":1,\"max_seconds\":1}");
        done.await("status = 'COMPLETED'");
        timedOut.await("status = 'FAILED'");

        awaitGrown(60, ENDED, "agent", "sleep", "outcome", "completed");
        awaitGrown(20, ENDED, "agent", "sleep", "outcome", "failed");
        awaitGrown(40, "agent_runner_failures_total", "agent", "sleep");
        awaitGrown(20, "agent_runner_retries_total", "agent", "sleep");
        // Every first claim is timed.
        awaitGrown(80, "agent_runner_pickup_latency_seconds_count");
        awaitGrown(80, "agent_runner_run_duration_seconds_count", "agent", "sleep");
        for (var node = 0; node < 2; node++) {
            assertThat(completedBy(node)).as("runs of node " + node).isBetween(1.0, 59.0);
        }
        assertThat(grown(ENDED, "agent", "sleep", "outcome", "stopped")).isZero();
        assertThat(grown("agent_runner_recoveries_total")).isZero();
    }

    private double completedBy(int node) {
        return cluster.api(node).metrics().value(ENDED, "agent", "sleep", "outcome", "completed")
                - before.get(node).value(ENDED, "agent", "sleep", "outcome", "completed");
    }

    @Test
    void a_stop_is_counted_once_wherever_it_was_asked() {
        var runs = Batch.submit(cluster, cluster.api(0), 10, "\"agent\":\"sleep\",\"options\":{\"seconds\":60}");
        runs.await("status = 'RUNNING'");
        for (var run = runs.first(); run <= runs.last(); run++) {
            for (var node = 0; node < 2; node++) {
                cluster.api((int) ((run + node) % 2)).post("/runs/" + run + "/stop");
            }
        }
        runs.await("status = 'STOPPED'");
        awaitGrown(10, ENDED, "agent", "sleep", "outcome", "stopped");
        assertThat(grown("agent_runner_failures_total", "agent", "sleep")).isZero();
    }

    @Test
    void each_node_tells_the_queue_of_both_so_it_is_the_maximum_that_counts() {
        var inAnHour = java.time.Instant.now().plusSeconds(3600);
        var waiting = Batch.submit(cluster, cluster.api(0), 7, "\"agent\":\"noop\",\"run_at\":\"" + inAnHour + "\"");
        waiting.expect("status = 'QUEUED'", waiting.size());
        Await.until(
                () -> scraped().stream().allMatch(node -> node.value("agent_runner_runs_queued") == queued()),
                LONG,
                () -> "of " + queued() + " the nodes tell "
                        + scraped().stream()
                                .map(node -> node.value("agent_runner_runs_queued"))
                                .toList());
        for (var node : scraped()) {
            for (var gauge : List.of("queued", "running", "paused")) {
                assertThat(node.help("agent_runner_runs_" + gauge)).contains("use max, not sum");
            }
            // Of each node alone, to be summed.
            assertThat(node.value("agent_runner_slots")).isEqualTo(10);
            assertThat(node.help("agent_runner_slots")).contains("this node");
        }
    }

    private double queued() {
        return cluster.number("select count(*) from run where status = 'QUEUED'");
    }
}
