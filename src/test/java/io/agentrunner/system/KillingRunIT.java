package io.agentrunner.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.inside.Await;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.microshed.testing.jupiter.MicroShedTest;

/** A run that kills each node that executes it, beside nine runs that only share the nodes. */
@Tag("chaos")
@MicroShedTest
@Nodes(
        environment = {
            "WORKER_ENABLED=false",
            "WORKER_LEASE=4",
            "WORKER_HEARTBEAT=1",
            "WORKER_CHECK_INTERVAL=0.5",
            "WORKER_MAX_RECOVERIES=2"
        },
        agents = KillingAgent.class)
class KillingRunIT {
    private static final Map<String, String> CLAIMS = Map.of("WORKER_ENABLED", "true");
    private static final Duration LONG = Duration.ofMinutes(2);

    private final Cluster cluster = Cluster.current();

    @Test
    void it_is_quarantined_and_the_nine_complete() throws Exception {
        var innocents = Batch.submit(cluster, cluster.api(0), 9, "\"agent\":\"sleep\",\"options\":{\"seconds\":1}");
        var killer = Batch.submit(cluster, cluster.api(0), 1, "\"agent\":\"killing\"");
        var all = innocents.and(killer);
        var deaths = 0;
        while (all.count("status in ('QUEUED', 'RUNNING')") > 0) {
            var node = cluster.launch(CLAIMS);
            Await.until(
                    () -> !node.isAlive() || all.count("status in ('QUEUED', 'RUNNING')") == 0,
                    LONG,
                    () -> "a node neither ends nor ends the runs: " + all.count("status = 'COMPLETED'"));
            if (node.isAlive()) {
                break;
            }
            deaths++;
        }
        assertThat(deaths).as("nodes that the run killed").isEqualTo(3);
        killer.expect("status = 'FAILED' and recoveries = 3 and cast(error as json) ->> 'kind' = 'Quarantined'", 1);
        innocents.expect("status = 'COMPLETED' and failures = 0", 9);
        innocents.expect("recoveries <= 2", 9);
        cluster.verify();
    }
}
