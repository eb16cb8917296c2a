package io.agentrunner.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.inside.Await;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.microshed.testing.jupiter.MicroShedTest;

/**
 * A node is drained by a request to another one. Both poll and renew so rarely that only the signals explain a short
 * time.
 */
@MicroShedTest
@Nodes(
        count = 2,
        environment = {"WORKER_CHECK_INTERVAL=60", "WORKER_HEARTBEAT=20", "WORKER_LEASE=60"})
class DrainIT {
    private static final Duration AT_ONCE = Duration.ofSeconds(2);
    private static final Duration LONG = Duration.ofSeconds(30);
    private final Cluster cluster = Cluster.current();
    private final Drained a = new Drained(cluster, 0);
    private final Drained b = new Drained(cluster, 1);

    @BeforeEach
    void both_listen() {
        Listeners.await(cluster, 2);
    }

    @AfterEach
    void both_claim() {
        a.api().post("/nodes/" + a.id() + "/undrain");
        b.api().post("/nodes/" + b.id() + "/undrain");
        a.awaitClaims(true, LONG);
        b.awaitClaims(true, LONG);
    }

    @Test
    void a_node_drained_through_another_claims_nothing_more_and_finishes_what_it_has_while_others_take_what_is_new() {
        var held = Batch.submit(cluster, a.api(), 20, "\"agent\":\"sleep\",\"options\":{\"seconds\":5}");
        held.await("status = 'RUNNING' and node = '" + a.id() + "'");

        var answer = b.api().post("/nodes/" + a.id() + "/drain");
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        assertThat(answer.body().get("draining").asBoolean()).isTrue();
        assertThat(answer.body().get("in_flight").asInt())
                .as("though the last heartbeat said less")
                .isEqualTo(20);
        // Before the node may know of it, and after.
        var early = Batch.submit(cluster, b.api(), 10, "\"agent\":\"noop\"");
        a.awaitClaims(false, AT_ONCE);
        a.awaitNotReady("The node is draining", AT_ONCE);
        assertThat(a.api().get("/health/live").status()).isEqualTo(200);
        assertThat(a.api().get("/health/started").status()).isEqualTo(200);
        assertThat(b.api().get("/health/ready").status()).isEqualTo(200);
        var late = Batch.submit(cluster, a.api(), 10, "\"agent\":\"noop\"");
        Await.until(
                () -> late.count("status = 'COMPLETED'") == late.size(),
                AT_ONCE,
                () -> "the drained node kept them to itself: " + b.api().get("/stats"));
        early.await("status = 'COMPLETED'");
        early.expect("node = '" + b.id() + "'", early.size());
        late.expect("node = '" + b.id() + "'", late.size());

        Await.until(
                () -> b.listed(a).get("in_flight").asInt() == 0,
                LONG,
                () -> "nodes are " + b.api().get("/nodes"));
        held.expect("status = 'COMPLETED' and attempt = 1 and node = '" + a.id() + "'", held.size());
        cluster.verify();
    }

    @Test
    void runs_wait_while_every_node_drains_and_a_node_that_need_not_any_more_claims_at_once() {
        b.api().post("/nodes/" + a.id() + "/drain");
        b.api().post("/nodes/self/drain");
        a.awaitClaims(false, AT_ONCE);
        b.awaitClaims(false, AT_ONCE);
        var waiting = Batch.submit(cluster, a.api(), 10, "\"agent\":\"noop\"");
        for (var node : new Drained[] {a, b}) {
            assertThat(node.api().post("/worker/process").status()).isEqualTo(202);
        }
        var until = System.nanoTime() + Duration.ofSeconds(1).toNanos();
        Await.until(
                () -> {
                    waiting.expect("status = 'QUEUED'", waiting.size());
                    return System.nanoTime() > until;
                },
                LONG,
                () -> "the clock stands");

        assertThat(b.api().post("/nodes/" + a.id() + "/undrain").status()).isEqualTo(200);
        Await.until(
                () -> waiting.count("attempt = 1") == 10,
                AT_ONCE,
                () -> "nobody claims: " + b.api().get("/nodes"));
        waiting.await("status = 'COMPLETED'");
        waiting.expect("node = '" + a.id() + "'", waiting.size());
        assertThat(a.api().get("/health/ready").status()).isEqualTo(200);
        cluster.verify();
    }
}
