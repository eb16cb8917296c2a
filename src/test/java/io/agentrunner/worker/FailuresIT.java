package io.agentrunner.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.agentrunner.agent.FinalFailureException;
import io.agentrunner.agent.Iteration;
import io.agentrunner.inside.Await;
import io.agentrunner.inside.Gate;
import io.agentrunner.inside.Planted;
import io.agentrunner.inside.Sql;
import io.agentrunner.inside.TestRuns;
import io.agentrunner.platform.json.Json;
import io.agentrunner.run.Retry;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** Runs whose agent fails, takes too long, or waits. */
class FailuresIT extends WorkerTest {
    @Test
    void a_failed_attempt_is_retried_while_the_run_has_attempts_left_and_goes_on_after_its_last_iteration() {
        var run = submit(2, null, AT_ONCE);
        started(run, 1).tell(context -> {
            context.commit(Iteration.of("STEP", "one"));
            return null;
        });
        Gate.of(run).fail("the tool is broken");
        assertThat((int) started(run, 2).tell(context -> context.iteration())).isEqualTo(1);
        Gate.of(run).fail("still broken");
        awaitStatus(run, "FAILED");
        assertThat(TestRuns.log(run))
                .containsExactly(
                        "RUN_CREATED", "RUN_STARTED", "STEP", "RUN_RETRY_SCHEDULED", "RUN_STARTED", "RUN_FAILED");
        var failed = runs.find(run);
        assertThat(failed.failures()).isEqualTo(2);
        assertThat(failed.error()).contains("still broken").contains("\"attempt\":2");
        assertThat(Sql.text("select payload from event where run_id = ? and type = 'RUN_RETRY_SCHEDULED'", run))
                .contains("\"run_at\":\"")
                .contains("the tool is broken");
        TestRuns.assertLogHolds(run);
    }

    @Test
    void an_end_that_cannot_be_stored_fails_the_run_instead_of_stranding_it() {
        var run = submit(1, null, AT_ONCE);
        finishThoughItIsRefused(run);
        var failed = awaitStatus(run, "FAILED");
        assertThat(failed.error())
                .contains("The end of the attempt cannot be stored")
                .contains("\"attempt\":1");
        assertThat(failed.failures()).isEqualTo(1);
        assertThat(failed.currentIteration()).isEqualTo(1);
        assertThat(failed.result()).isNull();
        assertThat(TestRuns.log(run)).containsExactly("RUN_CREATED", "RUN_STARTED", "STEP", "RUN_FAILED");
        Await.until("its slot is free", () -> running.find(run).isEmpty());
    }

    @Test
    void an_end_that_cannot_be_stored_is_tried_by_the_next_attempt_when_there_is_one() {
        var run = submit(2, null, AT_ONCE);
        finishThoughItIsRefused(run);
        assertThat((int) started(run, 2).tell(context -> context.iteration())).isEqualTo(1);
        Gate.of(run).finish(null);
        assertThat(awaitStatus(run, "COMPLETED").failures()).isEqualTo(1);
        assertThat(TestRuns.log(run))
                .containsExactly(
                        "RUN_CREATED", "RUN_STARTED", "STEP", "RUN_RETRY_SCHEDULED", "RUN_STARTED", "RUN_COMPLETED");
    }

    /** The agent commits an iteration and reaches its goal, and the database refuses to store that. */
    private static void finishThoughItIsRefused(long run) {
        var gate = started(run, 1);
        gate.tell(context -> {
            context.commit(Iteration.of("STEP", "one"));
            return null;
        });
        try (var refusal =
                Planted.failure("update on run", "new.id = %d and new.status = 'COMPLETED'".formatted(run))) {
            gate.finish(Json.object().put("answer", 42));
            Await.until("the end was refused", () -> refusal.fired() > 0);
            Await.until("the attempt is over", () -> TestRuns.log(run).size() > 3);
        }
    }

    @Test
    void a_final_failure_is_not_retried() {
        var run = submit(5, null, AT_ONCE);
        started(run, 1).end(context -> {
            throw new FinalFailureException("the goal makes no sense");
        });
        awaitStatus(run, "FAILED");
        assertThat(runs.find(run).attempt()).isEqualTo(1);
        assertThat(runs.find(run).error()).contains("the goal makes no sense");
    }

    @Test
    void a_retry_waits_no_longer_than_its_backoff_allows_and_is_not_claimed_before() {
        // Long enough that the jitter is not near zero.
        var most = new BigDecimal(1_000_000_000);
        var run = submit(2, null, new Retry(most, BigDecimal.ONE, most));
        started(run, 1);
        Gate.of(run).fail("later");
        awaitStatus(run, "QUEUED");
        assertThat(Sql.number(
                        "select count(*) from run where id = ? and run_at between now() + interval '10 seconds' and now() + interval '1000000000 seconds'",
                        run))
                .isEqualTo(1);
        // The worker has polled since then, and skipped it.
        awaitStatus(submit("noop", 1, null, null), "COMPLETED");
        assertThat(runs.find(run).attempt()).isEqualTo(1);
        assertThat(TestRuns.status(run)).isEqualTo("QUEUED");
        runs.stop(run, "tester");
    }

    @Test
    void a_run_that_was_asked_to_pause_pauses_when_it_fails_or_waits_instead_of_being_queued() {
        var fails = submit(3, null, AT_ONCE);
        started(fails, 1);
        runs.pause(fails, "tester");
        Gate.of(fails).fail("while pausing");
        awaitStatus(fails, "PAUSED");
        assertThat(TestRuns.log(fails)).endsWith("RUN_RETRY_SCHEDULED", "RUN_PAUSED");
        var waits = submit(3, null, AT_ONCE);
        started(waits, 1);
        runs.pause(waits, "tester");
        Gate.of(waits).end(context -> {
            throw context.waitFor(Duration.ZERO, Iteration.silent());
        });
        awaitStatus(waits, "PAUSED");
        assertThat(TestRuns.log(waits)).endsWith("RUN_WAITING", "RUN_PAUSED");
        TestRuns.assertLogHolds(fails);
        TestRuns.assertLogHolds(waits);
    }

    @Test
    void an_attempt_that_takes_too_long_is_interrupted_and_retried_and_then_fails() {
        var run = submit(2, 1, AT_ONCE);
        started(run, 1);
        started(run, 2);
        awaitStatus(run, "FAILED");
        assertThat(TestRuns.log(run))
                .containsExactly(
                        "RUN_CREATED",
                        "RUN_STARTED",
                        "RUN_TIMED_OUT",
                        "RUN_RETRY_SCHEDULED",
                        "RUN_STARTED",
                        "RUN_TIMED_OUT",
                        "RUN_FAILED");
        assertThat(runs.find(run).error()).contains("\"kind\":\"TimeOut\"");
        assertThat(runs.find(run).failures()).isEqualTo(2);
        Gate.of(run).awaitLeft(2);
    }

    @Test
    void an_agent_that_ignores_interruption_writes_nothing() {
        var run = submit(1, 1, AT_ONCE);
        var told = new AtomicReference<Throwable>();
        var ignored = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        started(run, 1).begin(context -> {
            while (true) {
                try {
                    goOn.await();
                    break;
                } catch (InterruptedException e) {
                    ignored.countDown();
                }
            }
            told.set(catchThrowable(() -> context.commit(Iteration.of("TOO_LATE", null))));
            return null;
        });
        awaitStatus(run, "FAILED");
        Await.until("it was interrupted", () -> ignored.getCount() == 0);
        Await.until("it is given up", () -> running.size() == 0);
        goOn.countDown();
        Await.until("it goes on", () -> told.get() != null);
        // By the time-out itself, since the heartbeat would only notice later.
        assertThat(told.get()).hasMessage("the attempt timed out");
        Gate.of(run).finish(null);
        assertThat(TestRuns.log(run)).doesNotContain("TOO_LATE");
    }

    @Test
    void a_run_that_waits_holds_no_slot_counts_no_failure_and_goes_on_as_a_new_attempt() {
        var run = submit(1, null, AT_ONCE);
        started(run, 1).end(context -> {
            throw context.waitFor(Duration.ofMillis(300), Iteration.of("ASKED", "a person"));
        });
        Gate.of(run).awaitLeft(1);
        assertThat(TestRuns.log(run)).contains("ASKED", "RUN_WAITING");
        Await.until(
                "its slot is free",
                () -> running.find(run).isEmpty() || running.find(run).get().attempt() == 2);
        assertThat((int) started(run, 2).tell(context -> context.iteration())).isEqualTo(1);
        Gate.of(run).finish(null);
        awaitStatus(run, "COMPLETED");
        assertThat(runs.find(run).failures()).isZero();
        TestRuns.assertLogHolds(run);
    }

    @Test
    void a_run_that_waits_for_another_goes_on_when_that_ends_however_it_ends() {
        var other = TestRuns.queued().due("1 hour").save();
        var run = submit(1, null, AT_ONCE);
        started(run, 1).end(context -> {
            throw context.waitForRun(other, Iteration.silent());
        });
        awaitStatus(run, "QUEUED");
        assertThat(Sql.text("select payload from event where run_id = ? and type = 'RUN_WAITING'", run))
                .isEqualTo("{\"run\":" + other + "}");
        runs.stop(other, "tester");
        started(run, 2).end(context -> {
            throw context.waitForRun(other, Iteration.silent());
        });
        // The other run has already ended, so there is nothing to wait for.
        started(run, 3).finish(null);
        awaitStatus(run, "COMPLETED");
        TestRuns.assertLogHolds(run);
    }

    @Test
    void a_run_that_waits_is_logged_as_waiting_and_not_as_given_up() {
        var lines = new CopyOnWriteArrayList<String>();
        var handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                lines.add(line.getMessage() + " " + Arrays.toString(line.getParameters()));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        var logger = Logger.getLogger("io.agentrunner.worker");
        logger.addHandler(handler);
        try {
            var other = TestRuns.queued().due("1 hour").save();
            var run = submit(1, null, AT_ONCE);
            started(run, 1).end(context -> {
                throw context.waitForRun(other, Iteration.silent());
            });
            var ours = "Run %d attempt 1".formatted(run);
            Await.until(
                    "the end of the attempt is logged",
                    () -> lines.stream()
                            .anyMatch(line -> line.contains(ours) && line.contains("the run waits for run " + other)));
            assertThat(lines).noneMatch(line -> line.contains(ours) && line.contains("abandoned"));
            runs.stop(run, "tester");
        } finally {
            logger.removeHandler(handler);
        }
    }

    @Test
    void a_run_that_would_wait_for_one_that_there_is_not_fails_with_a_sentence() {
        var run = submit(3, null, AT_ONCE);
        var missing = run + 1_000_000_000L;
        started(run, 1).end(context -> {
            throw context.waitForRun(missing, Iteration.silent());
        });
        var failed = awaitStatus(run, "FAILED");
        assertThat(failed.error())
                .contains("Run %d cannot wait for run %d: run %d does not exist.".formatted(run, missing, missing));
        assertThat(failed.attempt()).isEqualTo(1);
        assertThat(failed.currentIteration())
                .as("the iteration was not committed")
                .isZero();
    }

    @Test
    void an_agent_may_go_on_when_its_run_cannot_wait() {
        var run = submit(3, null, AT_ONCE);
        started(run, 1).end(context -> {
            try {
                throw context.waitForRun(run, Iteration.of("STEP", "asked"));
            } catch (FinalFailureException e) {
                assertThat(e).hasMessage("Run %d cannot wait for itself.".formatted(run));
            }
            context.commit(Iteration.of("STEP", "went on"));
            return null;
        });
        awaitStatus(run, "COMPLETED");
        assertThat(TestRuns.log(run)).containsExactly("RUN_CREATED", "RUN_STARTED", "STEP", "RUN_COMPLETED");
    }

    @Test
    void a_run_that_was_not_executing_when_its_deadline_passed_fails() {
        var run = TestRuns.queued().due("1 hour").save();
        Sql.run("update run set deadline_at = now() - interval '1 second' where id = ?", run);
        awaitStatus(run, "FAILED");
        assertThat(TestRuns.log(run)).containsExactly("RUN_CREATED", "RUN_TIMED_OUT", "RUN_FAILED");
        assertThat(runs.find(run).error()).contains("DeadlineExceeded");
    }

    @Test
    void an_attempt_over_its_time_is_timed_out_by_any_node_when_its_own_does_not() {
        var run = TestRuns.running(io.agentrunner.inside.TestNodes.live()).save();
        Sql.run(
                "update run set timeout_seconds = 1, attempt_started_at = now() - interval '20 seconds', max_attempts = 1 where id = ?",
                run);
        awaitStatus(run, "FAILED");
        assertThat(TestRuns.log(run)).containsExactly("RUN_CREATED", "RUN_STARTED", "RUN_TIMED_OUT", "RUN_FAILED");
    }
}
