package io.agentrunner.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.inside.Await;
import io.agentrunner.launcher.NodeProcess;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.microshed.testing.jupiter.MicroShedTest;

/** A node that is stopped with runs in flight, and another start after it. */
@MicroShedTest
@Nodes(environment = {"WORKER_CHECK_INTERVAL=0.5", "WORKER_SHUTDOWN_GRACE=1"})
class RestartIT {
    private static final Duration LONG = Duration.ofSeconds(40);
    private final Cluster cluster = Cluster.current();

    @Test
    void a_run_that_executes_while_the_node_restarts_completes_once_and_goes_on_after_its_last_iteration()
            throws Exception {
        var api = cluster.api(0);
        var run = api.submit("\"options\":{\"step_seconds\":2.5}");
        Await.until(() -> api.run(run).get("current_iteration").asInt() == 1, LONG, () -> "run is " + api.run(run));

        cluster.stop(cluster.nodes().getFirst());
        assertThat(cluster.number("select count(*) from run where status = 'RUNNING'"))
                .isZero();
        assertThat(cluster.number("select count(*) from node")).isZero();
        cluster.add(Map.of());

        var ended = cluster.api(0).awaitStatus(run, "COMPLETED", LONG);
        assertThat(ended.get("attempt").asInt()).isEqualTo(2);
        assertThat(ended.get("failures").asInt()).isZero();
        assertThat(cluster.api(0).eventTypes(run))
                .containsExactly(
                        "RUN_CREATED",
                        "RUN_STARTED",
                        "AGENT_THINKING",
                        "RUN_RELEASED",
                        "RUN_STARTED",
                        "PLAN_GENERATED",
                        "EXECUTING",
                        "RUN_COMPLETED");
        cluster.verify();
    }

    @Test
    void a_stop_with_fifty_runs_in_flight_leaves_none_running_loses_none_and_counts_no_failure() throws Exception {
        var api = cluster.api(0);
        var runs = api.submitBatch(50, "\"agent\":\"sleep\",\"options\":{\"seconds\":4}");
        var ours = " from run where id between " + runs.getFirst() + " and " + runs.getLast();
        Await.until(
                () -> cluster.number("select count(*)" + ours + " and status = 'RUNNING'") == 50,
                LONG,
                () -> "stats are " + api.get("/stats"));

        stopAndWatchThatItIsNotReady(cluster.nodes().getFirst());
        assertThat(cluster.number("select count(*)" + ours + " and status = 'RUNNING'"))
                .isZero();
        assertThat(cluster.number("select count(*)" + ours + " and status = 'QUEUED'"))
                .isEqualTo(50);
        assertThat(cluster.number("select count(*) from event where type = 'RUN_RELEASED' and run_id between "
                        + runs.getFirst() + " and " + runs.getLast()))
                .isEqualTo(50);
        assertThat(cluster.number("select sum(failures + recoveries)" + ours)).isZero();
        cluster.add(Map.of());

        Await.until(
                () -> cluster.number("select count(*)" + ours + " and status = 'COMPLETED'") == 50,
                LONG,
                () -> "stats are " + cluster.api(0).get("/stats"));
        assertThat(cluster.number("select count(*)" + ours + " and attempt = 2 and failures = 0"))
                .isEqualTo(50);
        cluster.verify();
    }

    /** The server first removes the application from its port, so there is a failure without a reason. */
    private void stopAndWatchThatItIsNotReady(NodeProcess node) throws InterruptedException {
        var whileItStopped = new LinkedHashSet<Integer>();
        node.terminate();
        while (node.isAlive()) {
            var stops = !cluster.log(node, " stops, 50 runs in flight").isEmpty();
            var ready = Probe.of(node, "ready");
            if (stops || !whileItStopped.isEmpty() || !ready.isYes()) {
                assertThat(ready.isYes()).as(ready.toString()).isFalse();
                whileItStopped.add(ready.status());
            }
        }
        assertThat(whileItStopped).as("answers of the probe").containsAnyOf(500, 503);
        cluster.stop(node);
    }
}
