package io.agentrunner.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.agent.FinalFailureException;
import io.agentrunner.agent.Iteration;
import io.agentrunner.inside.Await;
import io.agentrunner.inside.Exposition;
import io.agentrunner.inside.Gate;
import io.agentrunner.inside.Sql;
import io.agentrunner.inside.TestNodes;
import io.agentrunner.inside.TestRuns;
import io.agentrunner.inside.TestWorker;
import io.agentrunner.journal.Journal;
import io.agentrunner.journal.Outcome;
import io.agentrunner.journal.RunWrite;
import io.agentrunner.journal.Written;
import io.agentrunner.node.Membership;
import io.agentrunner.platform.metrics.Metrics;
import io.agentrunner.run.CountTimer;
import io.agentrunner.settings.SettingChanged;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The scrape after runs of every outcome. Every line is parsed by the grammar of the format. */
class MetricsIT extends WorkerTest {
    @Inject
    private Metrics metrics;

    @Inject
    private Journal journal;

    @Inject
    private Membership membership;

    @Inject
    private CountTimer counts;

    @Inject
    private Event<SettingChanged> changes;

    private Exposition before;

    @BeforeEach
    void scrape_first() {
        before = scrape();
    }

    private Exposition scrape() {
        return Exposition.parse(new String(metrics.text(), StandardCharsets.UTF_8));
    }

    private double grown(String name, String... labels) {
        return scrape().value(name, labels) - before.value(name, labels);
    }

    private void awaitGrown(double by, String name, String... labels) {
        Await.until(name + " grows by " + by, () -> grown(name, labels) >= by);
        assertThat(grown(name, labels)).as(name).isEqualTo(by);
    }

    private void awaitEnded(double by, String outcome) {
        awaitGrown(by, "agent_runner_runs_ended_total", "agent", "gate", "outcome", outcome);
    }

    private void awaitTimed(double by, String outcome) {
        awaitGrown(by, "agent_runner_run_duration_seconds_count", "agent", "gate", "outcome", outcome);
    }

    private double secondsTimed(String outcome) {
        return grown("agent_runner_run_duration_seconds_sum", "agent", "gate", "outcome", outcome);
    }

    @Test
    void a_completed_run_is_counted_once_with_its_iterations_and_times() {
        var run = submit(1, null, AT_ONCE);
        started(run, 1).tell(context -> {
            context.commit(Iteration.of("STEP", "one"));
            return null;
        });
        Gate.of(run).finish(null);
        awaitStatus(run, "COMPLETED");
        awaitEnded(1, "completed");
        awaitTimed(1, "completed");
        awaitGrown(2, "agent_runner_iteration_duration_seconds_count", "agent", "gate");
        awaitGrown(1, "agent_runner_pickup_latency_seconds_count");
        assertThat(secondsTimed("completed")).isBetween(0.0001, 20.0);
        assertThat(grown("agent_runner_pickup_latency_seconds_sum")).isBetween(0.0, 20.0);
        // The run started with its submit, and the polls of the check interval continue.
        Await.until("a look was timed", () -> grown("agent_runner_claim_latency_seconds_count") > 0);
        assertThat(grown("agent_runner_journal_batch_writes_sum")).isEqualTo(2);
        assertThat(grown("agent_runner_journal_flush_seconds_count"))
                .isEqualTo(grown("agent_runner_journal_batch_writes_count"))
                .isEqualTo(2);
        assertThat(grown("agent_runner_failures_total", "agent", "gate")).isZero();
    }

    @Test
    void failures_retries_and_failed_runs_are_told_apart() {
        var retried = submit(2, null, AT_ONCE);
        started(retried, 1);
        Gate.of(retried).fail("the tool is broken");
        started(retried, 2);
        Gate.of(retried).finish(null);
        var failed = submit(5, null, AT_ONCE);
        started(failed, 1).end(context -> {
            throw new FinalFailureException("the goal makes no sense");
        });
        awaitStatus(retried, "COMPLETED");
        awaitStatus(failed, "FAILED");
        awaitEnded(1, "completed");
        awaitEnded(1, "failed");
        awaitGrown(2, "agent_runner_failures_total", "agent", "gate");
        awaitGrown(1, "agent_runner_retries_total", "agent", "gate");
        assertThat(grown("agent_runner_pickup_latency_seconds_count")).isEqualTo(2);
    }

    @Test
    void a_time_out_is_a_failure_and_a_stop_is_not() {
        var slow = submit(1, 1, AT_ONCE);
        started(slow, 1).end(context -> {
            context.sleep(java.time.Duration.ofMinutes(1));
            return null;
        });
        var stopped = submit(1, null, AT_ONCE);
        started(stopped, 1);
        runs.stop(stopped, "tester");
        runs.stop(stopped, "tester");
        awaitStatus(slow, "FAILED");
        awaitEnded(1, "failed");
        awaitEnded(1, "stopped");
        awaitGrown(1, "agent_runner_failures_total", "agent", "gate");
        awaitTimed(1, "failed");
        assertThat(secondsTimed("failed")).isBetween(1.0, 20.0);
    }

    @Test
    void a_stopped_run_is_timed_since_its_first_start_and_not_at_all_when_it_had_none() {
        var started = TestRuns.paused().agent("gate").save();
        Sql.run("update run set started_at = now() - interval '1 hour' where id = ?", started);
        runs.stop(started, "tester");
        runs.stop(TestRuns.paused().agent("gate").save(), "tester");
        awaitEnded(2, "stopped");
        awaitTimed(1, "stopped");
        assertThat(secondsTimed("stopped")).isBetween(3600.0, 3660.0);
    }

    @Test
    void a_time_out_that_another_node_tells_is_a_failure_and_ends_the_time_of_the_run() {
        var failed = overdue("2 hours");
        Sql.run("update run set failures = 2 where id = ?", failed);
        var retried = overdue("3 hours");
        awaitStatus(failed, "FAILED");
        awaitStatus(retried, "QUEUED");
        awaitEnded(1, "failed");
        awaitGrown(2, "agent_runner_failures_total", "agent", "gate");
        awaitGrown(1, "agent_runner_retries_total", "agent", "gate");
        awaitTimed(1, "failed");
        assertThat(secondsTimed("failed")).isBetween(7200.0, 7260.0);
        TestRuns.clearQueue();
    }

    /** Held by a silent node, and started this long ago. */
    private static long overdue(String since) {
        var run = TestRuns.running(TestNodes.live()).agent("gate").due("1 hour").save();
        Sql.run(
                "update run set timeout_seconds = 1, retry = '{\"base_seconds\":3600,\"factor\":1,\"max_seconds\":3600}',"
                        + " started_at = now() - cast(? as interval), attempt_started_at = now() - cast(? as interval)"
                        + " where id = ?",
                since,
                since,
                run);
        return run;
    }

    @Test
    void runs_of_a_lost_node_and_its_lease_are_counted_and_timed() {
        TestRuns.running(TestNodes.expired()).agent("gate").due("1 hour").save(3);
        var doomed = TestRuns.running(TestNodes.expired()).agent("gate").save();
        Sql.run("update run set recoveries = 1000, started_at = now() - interval '5 hours' where id = ?", doomed);
        awaitStatus(doomed, "FAILED");
        awaitEnded(1, "failed");
        awaitTimed(1, "failed");
        assertThat(secondsTimed("failed")).isBetween(18_000.0, 18_060.0);
        awaitGrown(4, "agent_runner_recoveries_total");
        awaitGrown(2, "agent_runner_leases_expired_total");
        awaitGrown(4, "agent_runner_time_to_recover_seconds_count");
        assertThat(grown("agent_runner_time_to_recover_seconds_sum")).isBetween(0.001, 80.0);
    }

    @Test
    void a_run_whose_deadline_passes_while_it_waits_is_timed_if_it_was_started_before() {
        var never = TestRuns.queued().agent("gate").due("1 hour").save();
        var paused = TestRuns.paused().agent("gate").save();
        Sql.run("update run set started_at = now() - interval '4 hours' where id = ?", paused);
        Sql.run("update run set deadline_at = now() where id in (?, ?)", never, paused);
        awaitStatus(never, "FAILED");
        awaitStatus(paused, "FAILED");
        awaitEnded(2, "failed");
        awaitTimed(1, "failed");
        assertThat(secondsTimed("failed")).isBetween(14_400.0, 14_460.0);
    }

    @Test
    void a_write_of_a_stale_attempt_is_counted_as_rejected() throws Exception {
        var run = submit(1, null, AT_ONCE);
        started(run, 1);
        var stale = new RunWrite(run, 7, membership.node(), 1, List.of(), null, 0, new Outcome.Continue());
        assertThat(journal.write(stale).get(10, TimeUnit.SECONDS)).isEqualTo(new Written.Lost());
        awaitGrown(1, "agent_runner_stale_writes_rejected_total");
    }

    @Test
    void gauges_tell_slots_of_this_node_and_runs_of_the_cluster() {
        var run = submit(1, null, AT_ONCE);
        started(run, 1);
        TestRuns.queued().due("1 hour").save();
        TestRuns.queued().agent("ghost").priority(-42).due("-2 hours").save();
        counts.fold();
        var stats = runs.stats();
        var now = scrape();
        assertThat(now.value("agent_runner_slots_used")).isEqualTo(1);
        assertThat(now.value("agent_runner_slots")).isEqualTo(settings.concurrency());
        assertThat(now.value("agent_runner_runs_queued"))
                .isEqualTo((double) stats.queued())
                .isPositive();
        assertThat(now.value("agent_runner_runs_scheduled"))
                .isEqualTo((double) stats.scheduled())
                .isPositive();
        assertThat(now.value("agent_runner_queue_oldest_age_by_priority_seconds", "priority", "-42"))
                .isBetween(7200.0, 7300.0);
        assertThat(now.value("agent_runner_runs_unclaimable")).isPositive();
        assertThat(now.value("agent_runner_runs_running"))
                .isEqualTo((double) stats.running())
                .isPositive();
        assertThat(now.value("agent_runner_build_info", "version", settings.version()))
                .isEqualTo(1);
        assertThat(List.of("agent_runner_runs_queued", "agent_runner_queue_oldest_age_seconds"))
                .allSatisfy(name -> assertThat(now.help(name)).contains("use max, not sum"));
        changes.fire(new SettingChanged("worker.concurrency", null, "tester"));
        awaitGrown(1, "agent_runner_settings_changes_total");
        TestWorker.off();
        assertThat(scrape().value("agent_runner_slots"))
                .as("slots of a node that claims nothing")
                .isZero();
    }

    @Test
    void no_label_carries_an_id() {
        var run = submit(1, null, AT_ONCE);
        started(run, 1).finish(null);
        awaitEnded(1, "completed");
        assertThat(scrape().labels()).isSubsetOf("agent", "outcome", "priority", "reason", "version");
        assertThat(new String(metrics.text(), StandardCharsets.UTF_8))
                .doesNotContain(membership.node().toString());
    }
}
