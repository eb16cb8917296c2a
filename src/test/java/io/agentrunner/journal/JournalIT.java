package io.agentrunner.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.agentrunner.agent.Iteration.Note;
import io.agentrunner.inside.Await;
import io.agentrunner.inside.ExecutionTest;
import io.agentrunner.inside.Exposition;
import io.agentrunner.inside.Planted;
import io.agentrunner.inside.RowLock;
import io.agentrunner.inside.Sql;
import io.agentrunner.inside.TestNodes;
import io.agentrunner.inside.TestRuns;
import io.agentrunner.inside.Threads;
import io.agentrunner.platform.metrics.Metrics;
import io.agentrunner.run.RunStatus;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class JournalIT extends ExecutionTest {
    @Inject
    private Metrics metrics;

    @Test
    void a_write_that_cannot_be_stored_hurts_only_its_own_run() {
        var blocker = Held.running();
        var poisoned = Held.running();
        var healthy = Stream.generate(Held::running).limit(20).toList();
        var before = TestRuns.everything(poisoned.run());
        try (var busy = Planted.hold("insert on event", "new.run_id = " + blocker.run());
                var failure = Planted.failure("insert on event", "new.run_id = " + poisoned.run())) {
            var first = journal.write(blocker.iterate(1, "STEP"));
            busy.awaitHeld();
            // The journal is busy, so all new writes form one batch.
            var poison = new ArrayList<Future<Written>>();
            var good = new ArrayList<Future<Written>>();
            for (var held : healthy) {
                if (good.size() == 10) {
                    poison.add(journal.write(poisoned.iterate(1, "STEP")));
                }
                good.add(journal.write(held.iterate(1, "STEP", "STEP")));
            }
            busy.letGo();

            assertThat(Threads.get(first)).isInstanceOf(Written.Committed.class);
            assertThat(good)
                    .allSatisfy(written -> assertThat(Threads.get(written)).isInstanceOf(Written.Committed.class));
            assertThat(catchThrowable(() -> Threads.get(poison.getFirst()))).hasStackTraceContaining(Planted.MESSAGE);
            assertThat(failure.fired()).as("once in the batch, once alone").isEqualTo(2);
        }
        assertThat(TestRuns.everything(poisoned.run())).isEqualTo(before);
        healthy.forEach(held -> {
            assertThat(TestRuns.log(held.run())).containsExactly("RUN_CREATED", "RUN_STARTED", "STEP", "STEP");
            TestRuns.assertLogHolds(held.run());
        });
        assertThat(write(poisoned.iterate(1, "STEP"))).isInstanceOf(Written.Committed.class);
    }

    @Test
    void a_write_that_the_database_refuses_by_its_content_fails_alone() {
        var held = Held.running();
        var nul = new RunWrite(
                held.run(),
                1,
                held.node(),
                1,
                List.of(new Note("STEP", null)),
                "\"half a word\0\"",
                0,
                new Outcome.Continue());
        assertThat(catchThrowable(() -> write(nul))).isNotNull();
        assertThat(write(held.iterate(1, "STEP"))).isInstanceOf(Written.Committed.class);
        TestRuns.assertLogHolds(held.run());
    }

    @Test
    void two_writes_of_one_run_in_one_batch_are_both_written_in_their_order() {
        var blocker = Held.running();
        var held = Held.running();
        try (var busy = Planted.hold("insert on event", "new.run_id = " + blocker.run())) {
            var before = journal.write(blocker.iterate(1, "STEP"));
            busy.awaitHeld();
            var first = journal.write(held.iterate(1, "FIRST"));
            var second = journal.write(held.iterate(2, "SECOND"));
            busy.letGo();
            assertThat(Threads.get(before)).isInstanceOf(Written.Committed.class);
            assertThat(Threads.get(first)).isInstanceOf(Written.Committed.class);
            assertThat(Threads.get(second)).isInstanceOf(Written.Committed.class);
        }
        assertThat(TestRuns.log(held.run())).endsWith("FIRST", "SECOND");
        TestRuns.assertLogHolds(held.run());
    }

    @Test
    void an_iteration_that_was_written_already_is_not_written_twice() {
        var held = Held.running();
        write(held.iterate(1, "STEP"));
        var before = TestRuns.everything(held.run());
        assertThat(write(held.iterate(1, "STEP"))).isInstanceOf(Written.Committed.class);
        assertThat(TestRuns.everything(held.run())).isEqualTo(before);
    }

    @Test
    void a_statement_of_the_journal_has_a_third_of_the_lease() {
        var guarded = Held.running();
        var mine = "new.id = " + guarded.run();
        try (var longer =
                        Planted.failure("update on run", mine + " and current_setting('statement_timeout') <> '10s'");
                var seen = Planted.hold("update on run", mine + " and current_setting('statement_timeout') = '10s'")) {
            seen.letGo();
            assertThat(write(guarded.iterate(1, "STEP"))).isInstanceOf(Written.Committed.class);
            assertThat(longer.fired()).isZero();
            assertThat(seen.fired()).isEqualTo(1);
        }
    }

    @Test
    void a_transaction_ends_before_its_lease_when_less_than_a_third_is_left() {
        var guarded = Held.running();
        Sql.run("update node set lease_until = clock_timestamp() + interval '5 seconds' where id = '%s'"
                .formatted(guarded.node()));
        var within = " and cast(current_setting('%s') as interval) between interval '1 ms' and interval '4 s'";
        var mine = "new.id = " + guarded.run()
                + within.formatted("statement_timeout")
                + within.formatted("idle_in_transaction_session_timeout");
        try (var seen = Planted.hold("update on run", mine)) {
            seen.letGo();
            assertThat(write(guarded.iterate(1, "STEP"))).isInstanceOf(Written.Committed.class);
            assertThat(seen.fired()).isEqualTo(1);
        }
    }

    @Test
    void a_checkpoint_stays_until_the_next_one() {
        var held = Held.running();
        write(held.checkpoint(1, "{\"at\":1}"));
        write(held.iterate(2, "STEP"));
        assertThat(checkpoint(held)).containsExactly(List.of(1, "{\"at\":1}"));
        write(held.checkpoint(3, "{\"at\":3}"));
        assertThat(checkpoint(held)).containsExactly(List.of(3, "{\"at\":3}"));
    }

    private static List<List<Object>> checkpoint(Held held) {
        return Sql.rows("select iteration, data from checkpoint where run_id = ?", held.run());
    }

    @Test
    void completion_wins_over_a_request_to_pause() {
        var node = TestNodes.live();
        var held = new Held(TestRuns.running(node).save(), 1, node);
        assertThat(runs.pause(held.run(), "tester").pauseRequested()).isTrue();
        assertThat(write(held.complete())).isInstanceOf(Written.Parked.class);
        assertThat(runs.find(held.run()).status().name()).isEqualTo("COMPLETED");
        assertThat(runs.find(held.run()).pauseRequested()).isFalse();
        assertThat(runs.find(held.run()).result()).isEqualTo("\"done\"");
        TestRuns.assertLogHolds(held.run());
    }

    @Test
    void a_request_to_pause_is_met_by_the_iteration_that_commits_next() {
        var held = Held.running();
        runs.pause(held.run(), "tester");
        assertThat(write(held.iterate(1, "STEP"))).isInstanceOf(Written.Parked.class);
        assertThat(TestRuns.log(held.run())).containsExactly("RUN_CREATED", "RUN_STARTED", "STEP", "RUN_PAUSED");
        var paused = runs.find(held.run());
        assertThat(paused.status().name()).isEqualTo("PAUSED");
        assertThat(paused.pauseRequested()).isFalse();
        assertThat(paused.currentIteration()).isEqualTo(1);
        TestRuns.assertLogHolds(held.run());
    }

    @Test
    void a_directive_is_consumed_by_the_iteration_that_commits_and_not_by_an_attempt_that_failed() {
        for (var outcome : List.of(
                new Outcome.Fail("{\"kind\":\"Test\"}", false), new Outcome.TimeOut("{\"kind\":\"TimeOut\"}"))) {
            var held = Held.running();
            var directive = runs.direct(held.run(), "left, please", "tester").id();
            assertThat(write(held.having(directive, 0, outcome))).isEqualTo(new Written.Parked(RunStatus.QUEUED));
            Sql.run("update run set run_at = now() where id = ?", held.run());
            var next = claims.claim(TestNodes.live(), 1).getFirst();
            assertThat(claims.directives(next.id(), next.directivesDone()))
                    .as(outcome.toString())
                    .hasSize(1);
            write(Held.of(next).having(directive, 1, new Outcome.Continue()));
            assertThat(Sql.number("select directives_done from run where id = ?", held.run()))
                    .isEqualTo(directive);
            runs.stop(held.run(), "tester");
        }
    }

    @Test
    void one_locked_row_costs_a_few_transactions_a_second() {
        var held = Held.running();
        var write = new java.util.concurrent.atomic.AtomicReference<Future<Written>>();
        RowLock.during(held.run(), () -> {
            write.set(journal.write(held.iterate(1, "STEP")));
            var begunAt = System.nanoTime();
            Await.until("the delay has grown", () -> System.nanoTime() - begunAt > 1_000_000_000L);
            var before = flushes();
            Await.until("three seconds more", () -> System.nanoTime() - begunAt > 4_000_000_000L);
            assertThat(flushes() - before).as("in three seconds").isBetween(2.0, 15.0);
        });
        assertThat(Threads.get(write.get())).isInstanceOf(Written.Committed.class);
    }

    private double flushes() {
        return Exposition.parse(new String(metrics.text(), StandardCharsets.UTF_8))
                .value("agent_runner_journal_flush_seconds_count");
    }

    @Test
    void a_failure_is_counted_and_told_with_its_error() {
        var held = Held.running();
        write(held.fail());
        var failed = runs.find(held.run());
        assertThat(failed.failures()).isEqualTo(1);
        assertThat(failed.error()).isEqualTo("{\"kind\":\"Test\"}");
        assertThat(failed.result()).isNull();
        assertThat(failed.finishedAt()).isNotNull();
        assertThat(failed.node()).isEqualTo(held.node().toString());
    }

    @Test
    void a_thousand_writes_of_many_runs_are_all_committed() {
        var held = Stream.generate(Held::running).limit(100).toList();
        var written = IntStream.rangeClosed(1, 10)
                .boxed()
                .flatMap(n -> held.stream().map(h -> journal.write(h.iterate(n, "STEP"))))
                .toList();
        assertThat(written).allSatisfy(w -> assertThat(Threads.get(w)).isInstanceOf(Written.Committed.class));
        held.forEach(h -> TestRuns.assertLogHolds(h.run()));
    }
}
