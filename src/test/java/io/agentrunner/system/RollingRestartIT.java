package io.agentrunner.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.microshed.testing.jupiter.MicroShedTest;

/** Three nodes are replaced one after another while runs execute on all of them. */
@Tag("chaos")
@MicroShedTest
@Nodes(
        count = 3,
        environment = {
            "WORKER_LEASE=6",
            "WORKER_HEARTBEAT=1",
            "WORKER_CHECK_INTERVAL=0.5",
            "WORKER_CONCURRENCY=40",
            "WORKER_SHUTDOWN_GRACE=1",
        })
class RollingRestartIT {
    private final Cluster cluster = Cluster.current();

    @Test
    void a_rolling_restart_loses_nothing_counts_no_failure_and_leaves_no_run_without_a_node() throws Exception {
        var stepping = moreThanAllSlots();
        stepping.await("status = 'RUNNING'", 100);
        var before = cluster.texts("select clock_timestamp()").getFirst();
        var inFlight = 0L;
        for (var node : List.copyOf(cluster.nodes())) {
            // There is work for every node, however long the previous restart took.
            stepping = stepping.and(moreThanAllSlots());
            var id = cluster.idOf(node);
            stepping.await("status = 'RUNNING' and node = '" + id + "'", 10);
            inFlight += stepping.count("status = 'RUNNING' and node = '" + id + "'");
            cluster.stop(node);
            assertThat(stepping.count("status = 'RUNNING' and node = '" + id + "'"))
                    .as("runs that the stopped node left behind")
                    .isZero();
            cluster.add(Map.of());
        }
        stepping.await("status = 'COMPLETED'");

        assertThat(stepping.events("type = 'RUN_RELEASED'"))
                .as("runs given back")
                .isPositive();
        stepping.expect("failures = 0 and losses = 0", stepping.size());
        assertThat(stepping.events("type in ('AGENT_THINKING', 'PLAN_GENERATED', 'EXECUTING')"))
                .as("iterations, none of them twice")
                .isEqualTo(3L * stepping.size());
        assertThat(cluster.number("select count(*) from node")).isEqualTo(3);
        cluster.verify();
        Fault.tell("rolling restart of three nodes", inFlight, stepping.secondsOfLongestSilence(before));
    }

    private Batch moreThanAllSlots() {
        return Batch.submit(cluster, cluster.api(0), 150, "\"options\":{\"step_seconds\":1.8}");
    }
}
