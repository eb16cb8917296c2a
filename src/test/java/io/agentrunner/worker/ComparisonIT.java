package io.agentrunner.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.claim.AttemptId;
import io.agentrunner.inside.Await;
import io.agentrunner.inside.Exposition;
import io.agentrunner.inside.Sql;
import io.agentrunner.inside.TestRuns;
import io.agentrunner.inside.TestWorker;
import io.agentrunner.node.Membership;
import io.agentrunner.platform.metrics.Metrics;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A live node executes exactly the runs that it holds, after any fault. */
class ComparisonIT extends WorkerTest {
    @Inject
    private Comparison comparison;

    @Inject
    private Membership membership;

    @Inject
    private ClaimLoop loop;

    @Inject
    private Metrics metrics;

    @BeforeEach
    void the_worker_claims_nothing() {
        TestWorker.off();
    }

    @Test
    void a_run_that_is_held_and_not_executed_at_two_comparisons_in_a_row_is_given_back_with_the_reason() {
        var run = TestRuns.running(membership.node()).save();
        var counted = givenBack();
        comparison.compare();
        assertThat(TestRuns.log(run)).as("once").containsExactly("RUN_CREATED", "RUN_STARTED");
        comparison.compare();
        assertThat(TestRuns.status(run)).isEqualTo("QUEUED");
        assertThat(Sql.text("select payload from event where type = 'RUN_RELEASED' and run_id = ?", run))
                .contains(membership.node().toString(), "the node did not execute it");
        assertThat(Sql.number("select failures + recoveries from run where id = ?", run))
                .isZero();
        TestRuns.assertLogHolds(run);
        assertThat(givenBack()).isEqualTo(counted + 1);
    }

    private double givenBack() {
        return Exposition.parse(new String(metrics.text(), StandardCharsets.UTF_8))
                .value("agent_runner_runs_given_back_total");
    }

    @Test
    void another_attempt_of_the_same_run_is_not_the_same_at_the_next_comparison() {
        var run = TestRuns.running(membership.node()).save();
        comparison.compare();
        Sql.run("update run set attempt = 2 where id = ?", run);
        comparison.compare();
        assertThat(TestRuns.status(run)).isEqualTo("RUNNING");
        comparison.compare();
        assertThat(TestRuns.status(run)).isEqualTo("QUEUED");
    }

    @Test
    void a_run_whose_claim_is_under_way_is_not_given_back() throws Exception {
        var run = TestRuns.running(membership.node()).save();
        assertThat(loop.whileNoneIsClaimed(Duration.ofSeconds(10), () -> {
                    var comparing = Thread.ofPlatform().start(() -> {
                        comparison.compare();
                        comparison.compare();
                    });
                    join(comparing);
                    assertThat(TestRuns.status(run)).isEqualTo("RUNNING");
                }))
                .isTrue();
        comparison.compare();
        assertThat(TestRuns.status(run)).isEqualTo("QUEUED");
    }

    @Test
    void a_run_of_another_node_and_one_that_is_executed_stay_as_they_are() {
        var other = TestRuns.of("RUNNING");
        var others = other.save();
        TestWorker.on();
        var executed = submit("gate", 1, null, null);
        var gate = started(executed, 1);
        comparison.compare();
        comparison.compare();
        comparison.compare();
        assertThat(TestRuns.status(others)).isEqualTo("RUNNING");
        assertThat(running.executes(new AttemptId(executed, 1))).isTrue();
        gate.finish(null);
        awaitStatus(executed, "COMPLETED");
    }

    @Test
    void an_attempt_that_is_executed_and_not_held_is_given_up() {
        TestWorker.on();
        var run = submit("gate", 1, null, null);
        var gate = started(run, 1);
        TestWorker.off();
        Sql.run("update run set attempt = 2 where id = ?", run);
        comparison.compare();
        gate.awaitLeft(1);
        Await.until("its slot is free", () -> running.find(run).isEmpty());
        Sql.run("update run set attempt = 1 where id = ?", run);
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
