package io.agentrunner.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.launcher.NodeProcess;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.microshed.testing.jupiter.MicroShedTest;

/**
 * Requests of an operator to one node reach the agent on another node. The executing node polls so rarely that only
 * NOTIFY explains a short time.
 */
@Tag("chaos")
@MicroShedTest
@Nodes(environment = "WORKER_ENABLED=false")
class ControlIT {
    private static final int TIMES = 20;
    private static final Duration STEP = Duration.ofMillis(100);
    private static final Duration LONG_STEP = Duration.ofSeconds(2);
    private static final Duration HALF = Duration.ofMillis(200);
    private static final Duration MOST = Duration.ofSeconds(10);
    private final Cluster cluster = Cluster.current();

    @Test
    void control_through_another_node_takes_effect_within_200_ms() {
        var executing = executing();
        Listeners.await(cluster, 2);
        new Control(cluster, cluster.api(0), executing).startAndStop();
        var control = new Control(cluster, cluster.api(0), executing);

        for (var i = 0; i < TIMES; i++) {
            control.startAndStop();
            control.directPauseAndResume(STEP);
        }
        control.all().forEach(latencies -> latencies.expectHalfWithin(HALF));
        // A directive that arrives too late for a short iteration is not seen any more, so the iteration is long.
        control.all()
                .filter(latencies -> latencies != control.directed())
                .forEach(latencies -> latencies.expectAllWithin(MOST));
        var patient = new Control(cluster, cluster.api(0), executing);
        patient.directPauseAndResume(LONG_STEP);
        patient.directed().expectAllWithin(MOST);

        cluster.verify();
        System.out.println("control through another node, by NOTIFY: "
                + control.all().map(Latencies::toString).collect(Collectors.joining("; ")));
    }

    @Test
    void nodes_whose_listening_sessions_were_ended_listen_again() {
        var control = new Control(cluster, cluster.api(0), executing());
        for (var i = 0; i < 2; i++) {
            Listeners.await(cluster, 2);
            assertThat(Listeners.terminate(cluster)).as("ended sessions").isGreaterThanOrEqualTo(2);
        }
        Listeners.await(cluster, 2);

        control.startAndStop();

        control.all().limit(2).forEach(latencies -> latencies.expectAllWithin(MOST));
        cluster.verify();
    }

    /** Returns the executing node, the same one for every test. */
    private NodeProcess executing() {
        return cluster.nodes().size() > 1
                ? cluster.nodes().get(1)
                : cluster.add(Map.of(
                        "WORKER_ENABLED", "true",
                        "WORKER_CHECK_INTERVAL", "60",
                        "WORKER_HEARTBEAT", "20",
                        "WORKER_LEASE", "60"));
    }
}
