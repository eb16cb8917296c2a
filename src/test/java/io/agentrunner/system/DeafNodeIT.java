package io.agentrunner.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.microshed.testing.jupiter.MicroShedTest;

/** A node that cannot listen finds the requests of operators to another node by its polls. */
@Tag("chaos")
@MicroShedTest
@Nodes(environment = "WORKER_ENABLED=false")
class DeafNodeIT {
    private static final Duration HEARTBEAT = Duration.ofSeconds(1);
    private static final Duration CHECK_INTERVAL = Duration.ofSeconds(2);
    private static final Duration SLACK = Duration.ofSeconds(1);
    private static final Duration STEP = HEARTBEAT.plus(SLACK);
    private final Cluster cluster = Cluster.current();

    @Test
    void without_notify_control_takes_effect_within_a_heartbeat_and_new_runs_start_within_a_check_interval()
            throws Exception {
        var executing = cluster.add(Map.of(
                "WORKER_ENABLED", "true",
                "DATABASE_URL", Listeners.refusableUrl(cluster),
                "WORKER_CHECK_INTERVAL", Long.toString(CHECK_INTERVAL.toSeconds()),
                "WORKER_HEARTBEAT", Long.toString(HEARTBEAT.toSeconds()),
                "WORKER_LEASE", "6"));
        Listeners.await(cluster, 2);
        Listeners.refuse(cluster);
        var control = new Control(cluster, cluster.api(0), executing);

        for (var i = 0; i < 8; i++) {
            control.startAndStop();
        }
        for (var i = 0; i < 3; i++) {
            control.directPauseAndResume(STEP);
        }

        assertThat(Listeners.count(cluster)).as("only the other node listens").isEqualTo(1);
        var refused = Listeners.refused(cluster);
        var told = control.all().map(Latencies::toString).collect(Collectors.joining("; "));
        assertThat(refused).as("attempts to listen").isGreaterThan(10);
        within(CHECK_INTERVAL, control.started());
        within(CHECK_INTERVAL, control.resumed());
        within(HEARTBEAT, control.stopped());
        // Each stop may come right before a heartbeat, but then the following run waits for the next poll.
        assertThat(control.started().median()).as("no signal came: %s", told).isGreaterThan(SLACK.dividedBy(4));
        // Both take effect at the end of their iteration. The directive is in it, which matters here.
        within(STEP, control.directed());
        within(STEP, control.paused());
        Listeners.accept(cluster);
        Listeners.await(cluster, 2);
        cluster.verify();
        System.out.println("chaos: control through another node, its listener refused " + refused + " times: " + told);
    }

    private static void within(Duration interval, Latencies latencies) {
        latencies.expectAllWithin(interval.plus(SLACK));
    }
}
