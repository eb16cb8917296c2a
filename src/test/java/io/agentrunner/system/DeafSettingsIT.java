package io.agentrunner.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.inside.Await;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.microshed.testing.jupiter.MicroShedTest;

/** A node that cannot listen reads a changed setting with its heartbeat. A node that listens again reads it at once. */
@MicroShedTest
@Nodes
@Tag("chaos")
class DeafSettingsIT {
    private static final Duration LONG = Duration.ofSeconds(20);
    private final Cluster cluster = Cluster.current();

    @Test
    void without_notify_a_change_holds_within_a_heartbeat() throws Exception {
        cluster.add(
                Map.of("DATABASE_URL", Listeners.refusableUrl(cluster), "WORKER_HEARTBEAT", "1", "WORKER_LEASE", "6"));
        Listeners.await(cluster, 2);
        Listeners.refuse(cluster);
        Await.until(() -> Listeners.count(cluster) == 1, LONG, () -> "the other node listens again");
        for (var value : new String[] {"11", "12", "13"}) {
            set(value);
            awaitValue(1, value, Duration.ofSeconds(2));
        }
        assertThat(Listeners.count(cluster)).as("only the other node listens").isEqualTo(1);
        Listeners.accept(cluster);
        Listeners.drop(cluster);
    }

    @Test
    void a_node_that_listens_again_reads_what_it_missed() throws Exception {
        var node = cluster.add(Map.of(
                "DATABASE_URL", Listeners.refusableUrl(cluster), "WORKER_HEARTBEAT", "60", "WORKER_LEASE", "200"));
        var deaf = cluster.nodes().indexOf(node);
        Listeners.await(cluster, cluster.nodes().size());
        Listeners.refuse(cluster);
        set("21");
        awaitValue(0, "21", LONG);
        assertThat(value(deaf)).as("it was not told").isNotEqualTo("21");
        Listeners.accept(cluster);
        awaitValue(deaf, "21", Duration.ofSeconds(10));
        Listeners.drop(cluster);
        cluster.stop(node);
    }

    private void set(String value) {
        assertThat(cluster.api(0)
                        .put("/settings/worker.check.interval", "{\"value\":\"" + value + "\"}")
                        .status())
                .isEqualTo(200);
    }

    private void awaitValue(int node, String value, Duration most) {
        Await.until(() -> value(node).equals(value), most, () -> "node " + node + " has " + value(node));
    }

    private String value(int node) {
        return cluster.api(node)
                .get("/settings/worker.check.interval")
                .body()
                .get("value")
                .asText();
    }
}
