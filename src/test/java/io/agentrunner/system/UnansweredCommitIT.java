package io.agentrunner.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.inside.Await;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.microshed.testing.jupiter.MicroShedTest;

/** Commits whose answers are lost with the connection, at the worst moments. */
@Tag("chaos")
@MicroShedTest
@Nodes(
        environment = {
            "WORKER_LEASE=60",
            "WORKER_HEARTBEAT=1",
            "WORKER_CHECK_INTERVAL=0.5",
        })
class UnansweredCommitIT {
    private static final Duration LONG = Duration.ofSeconds(40);
    /** The next poll finds them. A recovery would come after the end of the lease. */
    private static final Duration AT_ONCE = Duration.ofSeconds(8);

    private final Cluster cluster = Cluster.current();

    @Test
    void runs_of_a_claim_that_was_committed_and_not_answered_are_executed_at_once_by_a_later_attempt()
            throws Exception {
        var linesBefore = linesOfRunsGivenBack();
        var dueAt = Instant.now().plusSeconds(2);
        var runs = Batch.submit(cluster, cluster.api(0), 20, "\"agent\":\"noop\",\"run_at\":\"" + dueAt + "\"");
        try (var commits = new UnansweredCommits(cluster)) {
            endCommitsUntil(commits, () -> runs.count("status = 'RUNNING' and attempt = 1") > 0);
            assertThat(commits.ended()).isPositive();
        }

        runs.await("status = 'COMPLETED'");
        runs.expect("failures = 0 and losses = 0", runs.size());
        assertThat(runs.events("type = 'RUN_RELEASED' and payload like '%did not execute it%'"))
                .as("runs given back")
                .isPositive()
                .isEqualTo(runs.count("attempt = 2"));
        assertThat(linesOfRunsGivenBack())
                .as("lines that name a run given back")
                .isEqualTo(linesBefore + runs.count("attempt = 2"));
        assertThat(cluster.number("select count(*) from node"))
                .as("the node is the same")
                .isEqualTo(1);
        cluster.verify();
    }

    @Test
    void a_run_that_started_with_its_submit_is_given_back_when_that_commit_was_not_answered() throws Exception {
        awaitOffers();
        // With its own goal, since the response with the id gets lost.
        var goal = "unanswered " + UUID.randomUUID();
        var condition = "goal = '" + goal + "'";
        try (var commits = new UnansweredCommits(cluster);
                var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            var answer = clients.submit(() -> cluster.api(0).post("/runs", body(goal)));
            endCommitsUntil(commits, () -> cluster.number("select count(*) from run where " + condition) > 0);
            var doubtful = answer.get(LONG.toSeconds(), TimeUnit.SECONDS);
            assertThat(doubtful.status()).isEqualTo(503);
            assertThat(doubtful.body().get("detail").asText()).contains("may have been stored");
        }
        assertThat(cluster.texts("select id || type from event where id <= 2 and run_id = (select id from run where "
                        + condition + ") order by id"))
                .as("started by the statement that stored it")
                .containsExactly("1RUN_CREATED", "2RUN_STARTED");
        assertThat(cluster.number("select count(distinct xmin::text) from event where id <= 2 and run_id ="
                        + " (select id from run where " + condition + ")"))
                .isEqualTo(1);

        Await.until(
                () -> cluster.number(
                                "select count(*) from run where status = 'COMPLETED' and attempt = 2 and " + condition)
                        == 1,
                AT_ONCE,
                () -> "it was not executed: "
                        + cluster.texts("select status || ' ' || attempt from run where " + condition));
        assertThat(cluster.number(
                        "select count(*) from event where type = 'RUN_RELEASED' and payload like '%did not execute it%'"
                                + " and run_id = (select id from run where " + condition + ")"))
                .isEqualTo(1);
        cluster.verify();
    }

    /** After a slow submit, such as one of an earlier test, the node is offered to none for some seconds. */
    private void awaitOffers() {
        Await.until(
                () -> {
                    var run = cluster.api(0).submit("\"agent\":\"noop\"");
                    cluster.api(0).awaitStatus(run, "COMPLETED", LONG);
                    return cluster.number(
                                    "select count(distinct xmin::text) from event where id <= 2 and run_id = " + run)
                            == 1;
                },
                LONG,
                () -> "no run is started by its submit");
    }

    private long linesOfRunsGivenBack() {
        return cluster.log(cluster.nodes().getFirst(), "attempt 1 given back: the node did not execute it")
                .size();
    }

    private static String body(String goal) {
        return "{\"project_id\":1,\"agent\":\"noop\",\"goal\":\"" + goal + "\"}";
    }

    @Test
    void an_iteration_that_was_committed_and_not_answered_is_not_written_twice() throws Exception {
        var runs = Batch.submit(cluster, cluster.api(0), 20, "\"options\":{\"step_seconds\":1.5}");
        runs.await("status = 'RUNNING'");
        try (var commits = new UnansweredCommits(cluster)) {
            endCommitsUntil(commits, () -> runs.count("current_iteration = 1") > 0);
            assertThat(commits.ended()).isPositive();
        }

        runs.await("status = 'COMPLETED'");
        runs.expect("failures = 0 and losses = 0 and attempt = 1", runs.size());
        assertThat(runs.events("type in ('AGENT_THINKING', 'PLAN_GENERATED', 'EXECUTING')"))
                .as("iterations, none of them twice")
                .isEqualTo(3L * runs.size());
        cluster.verify();
    }

    private static void endCommitsUntil(UnansweredCommits commits, BooleanSupplier happened) {
        Await.until(
                () -> {
                    commits.endWaiting();
                    return happened.getAsBoolean();
                },
                LONG,
                () -> commits.ended() + " commits were not answered");
    }
}
