package io.agentrunner.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.inside.Await;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.microshed.testing.jupiter.MicroShedTest;

/** The network between one node and the database stalls: connections stay open, but nothing passes. */
@Tag("chaos")
@MicroShedTest
@Nodes(
        environment = {
            "WORKER_LEASE=4",
            "WORKER_HEARTBEAT=1",
            "WORKER_CHECK_INTERVAL=0.5",
            "WORKER_CONCURRENCY=200",
        })
class SilentDatabaseIT {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final DateTimeFormatter LOG_TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSxx");
    private final Cluster cluster = Cluster.current();

    @Test
    void the_node_gives_its_agents_up_before_its_lease_ends_and_nothing_it_sent_lands_later() throws Exception {
        try (var proxy = new SilentProxy(cluster.databaseUrl())) {
            var other = cluster.nodes().getFirst();
            var cutOff = cluster.add(Map.of("DATABASE_URL", proxy.url()));
            var stepping = Batch.submit(cluster, cluster.api(1), 100, "\"options\":{\"step_seconds\":2}");
            var sleeping =
                    Batch.submit(cluster, cluster.api(1), 100, "\"agent\":\"sleep\",\"options\":{\"seconds\":9}");
            var all = stepping.and(sleeping);
            all.await("status = 'RUNNING'");
            var old = cluster.idOf(cutOff);

            var silentAt = cluster.texts("select clock_timestamp()").getFirst();
            proxy.fallSilent();
            var heldAtSilence = all.count("status = 'RUNNING' and node = '" + old + "'");
            assertThat(heldAtSilence).as("runs of the node that is cut off").isGreaterThanOrEqualTo(20);
            all.await("losses = 1 and attempt = 2 and node = '" + cluster.idOf(other) + "'", heldAtSilence);
            var ranAgain = all.secondsUntilAllRanAgain(silentAt);
            var leaseUntil = cluster.number(
                    "select cast(extract(epoch from lease_until) * 1000 as bigint) from node where id = '" + old + "'");
            var givenUp = cluster.log(cutOff, " abandoned: the lease of node " + old);
            assertThat(givenUp).as("abandoned attempts").isNotEmpty();
            assertThat(givenUp)
                    .as("abandoned before the lease ended")
                    .allSatisfy(line -> assertThat(OffsetDateTime.parse(line.substring(0, line.indexOf(' ')), LOG_TIME)
                                    .toInstant()
                                    .toEpochMilli())
                            .isLessThan(leaseUntil));
            proxy.goOn();

            Await.until(
                    () -> cluster.idOf(cutOff) != null && !cluster.idOf(cutOff).equals(old),
                    LONG,
                    () -> "no new node: " + cluster.texts("select n::text from node n"));
            all.await("status = 'COMPLETED'");
            assertThat(cluster.number("select count(*) from event e join event r using (run_id) where "
                            + all.ours("e.run_id")
                            + " and r.type = 'RUN_RECOVERED' and e.id > r.id and e.attempt <= r.attempt"))
                    .as("events of the old incarnation after the recovery")
                    .isZero();
            all.expect("failures = 0", all.size());
            all.expect("losses = 1 and attempt = 2", heldAtSilence);
            assertThat(stepping.events("type in ('AGENT_THINKING', 'PLAN_GENERATED', 'EXECUTING')"))
                    .as("iterations, none of them twice")
                    .isEqualTo(3L * stepping.size());
            cluster.verify();
            Fault.tell("silence between a node and the database", heldAtSilence, ranAgain);
        }
    }
}
