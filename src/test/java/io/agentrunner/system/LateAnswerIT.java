package io.agentrunner.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.inside.Await;
import io.agentrunner.launcher.NodeProcess;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.microshed.testing.jupiter.MicroShedTest;

/** Late answers of the database: to a renewal, and to writes of stopped runs. */
@Tag("chaos")
@MicroShedTest
@Nodes(environment = {"WORKER_ENABLED=false", "WORKER_LEASE=4", "WORKER_HEARTBEAT=1", "WORKER_CHECK_INTERVAL=0.5"})
class LateAnswerIT {
    private static final Duration LONG = Duration.ofSeconds(40);

    /** The lease ends here 2.6 s after this renewal was sent. It would end 3.6 s after it if the answer counted. */
    private static final Duration BETWEEN_ENDS = Duration.ofMillis(3_100);

    private static final int RUNS = 20;
    private final Cluster cluster = Cluster.current();

    @Test
    void a_node_whose_renewal_is_answered_after_it_gave_its_runs_up_comes_back_as_another_node() throws Exception {
        try (var proxy = new LateAnswers(cluster.databaseUrl())) {
            var node = cluster.add(Map.of("WORKER_ENABLED", "true", "DATABASE_URL", proxy.url()));
            var runs = Batch.submit(cluster, cluster.api(0), RUNS, "\"agent\":\"sleep\",\"options\":{\"seconds\":6}");
            runs.await("status = 'RUNNING'");
            var old = cluster.idOf(node);
            var late = new AtomicInteger();
            proxy.by((statement, transaction) ->
                    isRenewal(statement, transaction) && late.getAndIncrement() == 0 ? BETWEEN_ENDS : Duration.ZERO);

            Await.until(
                    () -> cluster.idOf(node) != null && !old.equals(cluster.idOf(node)),
                    LONG,
                    () -> "it is still node " + old + ", " + late + " renewals, executes "
                            + cluster.api(1).get("/worker/status"));
            assertThat(late.get()).as("late renewals").isPositive();
            assertThat(cluster.number("select count(*) from node where lost_at is not null and id = '" + old + "'"))
                    .isEqualTo(1);
            runs.await("status = 'COMPLETED'");
            runs.expect("attempt = 2 and losses = 1 and failures = 0", RUNS);
            assertThat(cluster.log(node, " abandoned: the lease of node " + old))
                    .hasSize(RUNS);
            cluster.verify();
            cluster.stop(node);
        }
    }

    @Test
    void a_stop_that_a_node_hears_after_the_run_was_retried_ends_the_stopped_attempt_alone() throws Exception {
        try (var proxy = new LateAnswers(cluster.databaseUrl())) {
            // So there is no comparison during the test.
            var node = cluster.add(Map.of(
                    "WORKER_ENABLED", "true",
                    "WORKER_LEASE", "180",
                    "WORKER_HEARTBEAT", "60",
                    "DATABASE_URL", proxy.url()));
            Listeners.await(cluster, 2);
            var runs = Batch.submit(cluster, cluster.api(0), RUNS, "\"agent\":\"sleep\",\"options\":{\"seconds\":8}");
            runs.await("status = 'RUNNING'");
            proxy.holdNotifications(true);
            for (var action : List.of("stop", "retry")) {
                for (var run = runs.first(); run <= runs.last(); run++) {
                    assertThat(cluster.api(0)
                                    .post("/runs/" + run + "/" + action)
                                    .status())
                            .isEqualTo(200);
                }
            }
            runs.await("status = 'RUNNING' and attempt = 2");
            assertThat(givenUp(node, ""))
                    .as("attempts that heard of their stop")
                    .isLessThanOrEqualTo(RUNS);
            proxy.holdNotifications(false);

            runs.await("status = 'COMPLETED'");
            runs.expect("attempt = 2 and losses = 0 and failures = 0", RUNS);
            assertThat(runs.events("type = 'RUN_RELEASED'")).isZero();
            Await.until(() -> givenUp(node, "attempt 1") == RUNS, LONG, () -> "an attempt that was stopped goes on");
            assertThat(cluster.api(1)
                            .get("/worker/status")
                            .body()
                            .get("in_flight")
                            .asInt())
                    .isZero();
            cluster.verify();
            cluster.stop(node);
        }
    }

    private long givenUp(NodeProcess node, String attempt) {
        return cluster.log(node, " abandoned: ").stream()
                .filter(line -> line.contains(attempt))
                .count();
    }

    private static boolean isRenewal(String statement, List<String> transaction) {
        return statement.equals("COMMIT")
                && transaction.stream().anyMatch(sql -> sql.contains("update node") && sql.contains("in_flight ="));
    }
}
