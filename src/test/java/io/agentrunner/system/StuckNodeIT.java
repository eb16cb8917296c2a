package io.agentrunner.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.inside.Await;
import java.time.Duration;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.microshed.testing.jupiter.MicroShedTest;

/** The other nodes handle an attempt whose own node is stuck, and a run that kills its nodes. */
@Tag("chaos")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@MicroShedTest
@Nodes(
        count = 3,
        environment = {
            "WORKER_LEASE=16",
            "WORKER_HEARTBEAT=1",
            "WORKER_CHECK_INTERVAL=0.5",
            "WORKER_MAX_RECOVERIES=1",
        })
class StuckNodeIT {
    private static final Duration LONG = Duration.ofSeconds(60);
    private final Cluster cluster = Cluster.current();

    @Test
    @Order(1)
    void the_others_time_an_attempt_out_whose_node_stands_still_within_its_lease() {
        var run = cluster.api(0)
                .submit("\"agent\":\"sleep\",\"options\":{\"seconds\":60},\"timeout_seconds\":1,\"max_attempts\":1");
        cluster.api(0).awaitStatus(run, "RUNNING", LONG);
        var node = cluster.texts("select node from run where id = " + run).getFirst();
        var stuck = cluster.process(node);
        Fault.stall(stuck);
        try {
            awaitFailed(run);
            assertThat(cluster.number("select count(*) from node where lost_at is null and lease_until >"
                            + " clock_timestamp() and id = '" + node + "'"))
                    .as("the lease of the node that stands still is live")
                    .isEqualTo(1);
        } finally {
            Fault.goOn(stuck);
        }
        assertThat(cluster.texts("select type from event where run_id = " + run + " order by id"))
                .containsExactly("RUN_CREATED", "RUN_STARTED", "RUN_TIMED_OUT", "RUN_FAILED");
        Await.until(
                () -> !cluster.log(stuck, "Run " + run + " attempt 1 abandoned").isEmpty(),
                LONG,
                () -> "the agent goes on");
        assertThat(cluster.number("select last_event from run where id = " + run))
                .isEqualTo(4);
        cluster.verify();
    }

    /** Last, since it leaves one node. */
    @Test
    @Order(2)
    void a_run_that_lost_more_nodes_than_it_may_fails_visibly_and_spares_the_rest() throws Exception {
        var run = cluster.api(0).submit("\"agent\":\"sleep\",\"options\":{\"seconds\":120}");
        for (var lost = 1; lost <= 2; lost++) {
            var attempt = lost;
            Await.until(
                    () -> cluster.number("select count(*) from run where status = 'RUNNING' and attempt = " + attempt
                                    + " and id = " + run)
                            == 1,
                    LONG,
                    () -> "attempt " + attempt + " was not started");
            cluster.kill(cluster.process(
                    cluster.texts("select node from run where id = " + run).getFirst()));
        }
        awaitFailed(run);

        var survivor = cluster.nodes().getFirst();
        assertThat(cluster.nodes()).hasSize(1);
        assertThat(survivor.isAlive()).isTrue();
        var failed = cluster.api(0).run(run);
        assertThat(failed.get("error").get("kind").asText()).isEqualTo("Quarantined");
        assertThat(failed.get("recoveries").asInt()).isEqualTo(2);
        assertThat(failed.get("failures").asInt()).isZero();
        assertThat(cluster.api(0).eventTypes(run))
                .containsExactly(
                        "RUN_CREATED", "RUN_STARTED", "RUN_RECOVERED", "RUN_STARTED", "RUN_RECOVERED", "RUN_FAILED");
        cluster.verify();
    }

    private void awaitFailed(long run) {
        Await.until(
                () -> cluster.number("select count(*) from run where status = 'FAILED' and id = " + run) == 1,
                LONG,
                () -> "run is " + cluster.texts("select r::text from run r where id = " + run));
    }
}
