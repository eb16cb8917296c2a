package io.agentrunner.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.inside.Await;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.microshed.testing.jupiter.MicroShedTest;

/** A request to a node holds although it does not listen or becomes another node, and its health shows it. */
@Tag("chaos")
@MicroShedTest
@Nodes(environment = {"WORKER_LEASE=4", "WORKER_HEARTBEAT=1", "WORKER_CHECK_INTERVAL=0.5"})
class DrainFaultsIT {
    private static final Duration LONG = Duration.ofSeconds(40);
    private static final Duration HEARTBEAT_AND_SLACK = Duration.ofSeconds(2);
    private static final String DRAINING = "The node is draining";
    private final Cluster cluster = Cluster.current();
    private final Drained other = new Drained(cluster, 0);
    private final Drained drained = new Drained(cluster, 1);

    @Test
    void a_drain_holds_through_a_lost_lease_and_for_a_node_that_does_not_listen() throws Exception {
        var process = cluster.add(Map.of("DATABASE_URL", Listeners.refusableUrl(cluster)));
        Listeners.await(cluster, 2);
        Listeners.refuse(cluster);
        Listeners.await(cluster, 1);

        ask("drain");
        // At once, although the node cannot know before its next heartbeat.
        claimsNothing();
        drained.awaitNotReady(DRAINING, HEARTBEAT_AND_SLACK);

        var old = drained.id();
        Fault.stall(process);
        Await.until(
                () -> cluster.number("select count(*) from node where id = '" + old + "' and lost_at is not null") == 1,
                LONG,
                () -> "the lease lasts");
        Fault.goOn(process);
        Await.until(() -> !old.equals(drained.id()), LONG, () -> "it is still node " + old);
        assertThat(other.listed(drained).get("draining").asBoolean()).isTrue();
        drained.awaitNotReady(DRAINING, HEARTBEAT_AND_SLACK);
        claimsNothing();

        ask("undrain");
        drained.awaitReady(HEARTBEAT_AND_SLACK);
        drained.awaitClaims(true, HEARTBEAT_AND_SLACK);
        assertThat(other.api().post("/nodes/self/drain").status()).isEqualTo(200);
        var runs = Batch.submit(cluster, other.api(), 10, "\"agent\":\"noop\"");
        runs.await("status = 'COMPLETED' and node = '" + drained.id() + "'");
        Listeners.accept(cluster);

        databaseAway();

        cluster.stop(process);
        cluster.add(Map.of());
        assertThat(other.listed(drained).get("draining").asBoolean())
                .as("a new process drains")
                .isFalse();
        cluster.verify();
    }

    /** Longer than the lease, so both the draining node and the other one become new nodes. */
    private void databaseAway() {
        cluster.crashDatabase();
        drained.awaitNotReady("The database does not answer.", LONG);
        var until = System.nanoTime() + Duration.ofSeconds(6).toNanos();
        Await.until(() -> System.nanoTime() > until, LONG, () -> "the clock stands");
        drained.awaitNotReady("The database does not answer.", LONG);
        other.awaitNotReady(DRAINING, LONG);
        for (var node : new Drained[] {drained, other}) {
            assertThat(node.api().get("/health/live").status()).isEqualTo(200);
            assertThat(node.api().get("/health/started").status()).isEqualTo(200);
        }
        cluster.restartDatabase();
        drained.awaitReady(LONG);
        Await.until(
                () -> cluster.number("select count(*) from node where lost_at is null and lease_until > now()") == 2,
                LONG,
                () -> "nodes are " + cluster.texts("select n::text from node n"));
        assertThat(drained.listed(other).get("draining").asBoolean()).isTrue();
        assertThat(other.api().post("/nodes/self/undrain").status()).isEqualTo(200);
    }

    private void ask(String action) {
        var answer = other.api().post("/nodes/" + drained.id() + "/" + action);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        assertThat(answer.body().get("draining").asBoolean()).isEqualTo(action.equals("drain"));
    }

    /** Both poll twice per second, so with many small batches each would get some. */
    private void claimsNothing() {
        for (var i = 0; i < 10; i++) {
            var runs = Batch.submit(cluster, drained.api(), 5, "\"agent\":\"noop\"");
            runs.await("status = 'COMPLETED'");
            runs.expect("node = '" + other.id() + "'", runs.size());
        }
    }
}
