package io.agentrunner.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.inside.Await;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.microshed.testing.jupiter.MicroShedTest;

/** The database stops for longer than the lease and starts again. */
@Tag("chaos")
@MicroShedTest
@Nodes(
        count = 2,
        environment = {
            "WORKER_LEASE=4",
            "WORKER_HEARTBEAT=1",
            "WORKER_CHECK_INTERVAL=0.5",
            "WORKER_CONCURRENCY=200",
        })
class DatabaseOutageIT {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration AWAY = Duration.ofSeconds(30);
    private final Cluster cluster = Cluster.current();

    @Test
    void nodes_give_up_their_agents_and_come_back_as_others_and_every_run_completes() throws Exception {
        var stepping = Batch.submit(cluster, cluster.api(0), 100, "\"options\":{\"step_seconds\":4}");
        var sleeping = Batch.submit(cluster, cluster.api(0), 100, "\"agent\":\"sleep\",\"options\":{\"seconds\":12}");
        var all = stepping.and(sleeping);
        all.await("status = 'RUNNING'");
        var processes = List.copyOf(cluster.nodes());
        var old = processes.stream().map(cluster::idOf).toList();
        stepping.await("current_iteration >= 1");

        double again;
        var traffic = Traffic.on(cluster.nodes());
        try (traffic) {
            cluster.crashDatabase();
            var awayUntil = System.nanoTime() + AWAY.toNanos();
            Await.until(
                    () -> processes.stream()
                                    .mapToInt(node -> cluster.log(node, " abandoned: the lease of node")
                                            .size())
                                    .sum()
                            >= all.size(),
                    LONG,
                    () -> "the agents go on");
            Await.until(() -> traffic.answers(503) > 20, LONG, () -> "answers are " + traffic);
            Await.until(() -> System.nanoTime() >= awayUntil, LONG, () -> "the clock stands");
            cluster.restartDatabase();
            var backAt = cluster.texts("select clock_timestamp()").getFirst();
            Await.until(
                    () -> processes.stream().map(cluster::idOf).noneMatch(id -> id == null || old.contains(id)),
                    LONG,
                    () -> "nodes are " + cluster.texts("select n::text from node n"));
            all.await("status = 'COMPLETED'");
            again = all.secondsUntilAllRanAgain(backAt);
        }
        assertThat(traffic.wrong())
                .as("answers that are neither 2xx nor an honest 503")
                .isEmpty();
        assertThat(traffic.answers(201)).isPositive();
        Listeners.await(cluster, 2);
        all.expect("losses = 1 and attempt = 2 and failures = 0", all.size());
        assertThat(stepping.events("type in ('AGENT_THINKING', 'PLAN_GENERATED', 'EXECUTING')"))
                .as("iterations, none of them twice")
                .isEqualTo(3L * stepping.size());
        cluster.verify();
        Fault.tell("PostgreSQL stopped and started", all.size(), again);
        System.out.println("chaos: answers while the database was away: " + traffic);
    }
}
