package io.agentrunner.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.agentrunner.agent.AttemptOverException;
import io.agentrunner.agent.Directive;
import io.agentrunner.agent.FinalFailureException;
import io.agentrunner.agent.Iteration;
import io.agentrunner.inside.Await;
import io.agentrunner.inside.Gate;
import io.agentrunner.inside.Sql;
import io.agentrunner.inside.TestRuns;
import io.agentrunner.node.Membership;
import io.agentrunner.platform.json.Json;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Actions of operators reach the executing agent. */
class OperatorsIT extends WorkerTest {
    @Inject
    private Membership membership;

    private long submit(String agent) {
        return submit(agent, 3);
    }

    private long submit(String agent, int maxAttempts) {
        return submit(agent, maxAttempts, null, null);
    }

    @Test
    void a_run_posted_to_this_node_is_picked_up_at_once_executed_and_completed() {
        var run = submit("gate");
        var gate = started(run, 1);
        assertThat(runs.find(run).status().name()).isEqualTo("RUNNING");
        assertThat(runs.find(run).node()).isEqualTo(membership.node().toString());
        gate.tell(context -> {
            context.commit(Iteration.of("STEP", "one").checkpoint(Json.object().put("at", 1)));
            return null;
        });
        gate.finish(Json.object().put("answer", 42));
        var ended = awaitStatus(run, "COMPLETED");
        assertThat(ended.result()).isEqualTo("{\"answer\":42}");
        assertThat(ended.currentIteration()).isEqualTo(2);
        assertThat(ended.startedAt()).isNotNull();
        assertThat(TestRuns.log(run)).containsExactly("RUN_CREATED", "RUN_STARTED", "STEP", "RUN_COMPLETED");
    }

    @Test
    void a_stop_is_immediate_and_interrupts_the_agent() {
        var run = submit("gate");
        var gate = started(run, 1);
        assertThat(runs.stop(run, "tester").status().name()).isEqualTo("STOPPED");
        gate.awaitLeft(1);
        Await.until("its slot is free", () -> running.find(run).isEmpty());
        assertThat(awaitStatus(run, "STOPPED").error()).isNull();
        assertThat(TestRuns.log(run)).containsExactly("RUN_CREATED", "RUN_STARTED", "RUN_STOPPED");
    }

    @Test
    void a_stop_wakes_an_agent_that_sleeps() {
        var run = submit("sleep");
        Sql.run("select 1");
        Await.until("it runs", () -> running.find(run).isPresent());
        runs.stop(run, "tester");
        Await.until("its slot is free", () -> running.find(run).isEmpty());
        awaitStatus(run, "STOPPED");
    }

    @Test
    void an_agent_that_goes_on_after_a_stop_writes_nothing() {
        var run = submit("gate");
        var gate = started(run, 1);
        var thrown = new java.util.concurrent.atomic.AtomicReference<Throwable>();
        gate.tell(context -> {
            runs.stop(context.runId(), "tester");
            // Ignores the interruption.
            Thread.interrupted();
            thrown.set(catchThrowable(() -> context.commit(Iteration.of("STEP", "too late"))));
            return null;
        });
        assertThat(thrown.get()).isInstanceOf(AttemptOverException.class);
        assertThat(gate.<Boolean>tell(context -> context.shouldStop())).isTrue();
        gate.finish(null);
        Await.until("its slot is free", () -> running.find(run).isEmpty());
        awaitStatus(run, "STOPPED");
        assertThat(TestRuns.log(run)).containsExactly("RUN_CREATED", "RUN_STARTED", "RUN_STOPPED");
    }

    @Test
    void a_running_run_pauses_at_the_end_of_its_iteration_and_goes_on_after_it() {
        var run = submit("gate");
        var gate = started(run, 1);
        var asked = runs.pause(run, "tester");
        assertThat(asked.status().name()).isEqualTo("RUNNING");
        assertThat(asked.pauseRequested()).isTrue();
        assertThat(runs.pause(run, "tester").pauseRequested()).isTrue();
        assertThat(catchThrowable(() -> gate.tell(context -> {
                    context.commit(Iteration.of("STEP", "the last")
                            .checkpoint(Json.object().put("at", 1)));
                    return null;
                })))
                .hasCauseInstanceOf(AttemptOverException.class);
        gate.awaitLeft(1);
        var paused = awaitStatus(run, "PAUSED");
        assertThat(paused.pauseRequested()).isFalse();
        assertThat(paused.currentIteration()).isEqualTo(1);

        assertThat(runs.resume(run, "tester").status().name()).isEqualTo("QUEUED");
        var again = started(run, 2);
        assertThat(again.<Integer>tell(context -> context.iteration())).isEqualTo(1);
        assertThat(again.<String>tell(
                        context -> context.checkpoint().orElseThrow().toString()))
                .isEqualTo("{\"at\":1}");
        again.finish(null);
        assertThat(awaitStatus(run, "COMPLETED").attempt()).isEqualTo(2);
        assertThat(TestRuns.log(run))
                .containsExactly(
                        "RUN_CREATED",
                        "RUN_STARTED",
                        "STEP",
                        "RUN_PAUSED",
                        "RUN_RESUMED",
                        "RUN_STARTED",
                        "RUN_COMPLETED");
    }

    @Test
    void resuming_a_running_run_takes_the_request_to_pause_back() {
        var run = submit("gate");
        var gate = started(run, 1);
        runs.pause(run, "tester");
        var back = runs.resume(run, "tester");
        assertThat(back.status().name()).isEqualTo("RUNNING");
        assertThat(back.pauseRequested()).isFalse();
        gate.tell(context -> {
            context.commit(Iteration.silent());
            return null;
        });
        gate.finish(null);
        awaitStatus(run, "COMPLETED");
        assertThat(TestRuns.log(run)).containsExactly("RUN_CREATED", "RUN_STARTED", "RUN_COMPLETED");
    }

    @Test
    void directives_come_in_order_and_are_consumed_by_the_iteration_that_commits() {
        var run = submit("gate");
        var gate = started(run, 1);
        runs.direct(run, "first", "tester");
        runs.direct(run, "second", "tester");
        Await.until("both have come", () -> texts(gate).size() == 2);
        assertThat(texts(gate)).containsExactly("first", "second");
        runs.direct(run, "third", "tester");
        gate.tell(context -> {
            context.commit(Iteration.silent());
            return null;
        });
        assertThat(texts(gate)).containsExactly("third");
        gate.finish(null);
        awaitStatus(run, "COMPLETED");
        assertThat(Sql.number("select directives_done from run where id = ?", run))
                .isEqualTo(5);
    }

    @Test
    void what_no_iteration_consumed_comes_again_in_the_next_attempt() {
        var run = submit("gate");
        var gate = started(run, 1);
        runs.direct(run, "done with", "tester");
        Await.until("it has come", () -> texts(gate).size() == 1);
        gate.tell(context -> {
            context.commit(Iteration.silent());
            return null;
        });
        runs.direct(run, "seen but not consumed", "tester");
        assertThat(texts(gate)).containsExactly("seen but not consumed");
        runs.stop(run, "tester");
        gate.awaitLeft(1);
        runs.retry(run, "tester");
        var again = started(run, 2);
        assertThat(texts(again)).containsExactly("seen but not consumed");
        again.finish(null);
        awaitStatus(run, "COMPLETED");
    }

    private static List<String> texts(Gate gate) {
        return gate.tell(
                context -> context.directives().stream().map(Directive::text).toList());
    }

    @Test
    void an_agent_that_fails_for_good_ends_its_run_failed_with_what_it_said_and_an_explicit_retry_forgives_it() {
        var run = submit("gate", 1);
        var gate = started(run, 1);
        gate.end(context -> {
            throw new FinalFailureException("the tool is broken");
        });
        var failed = awaitStatus(run, "FAILED");
        assertThat(failed.failures()).isEqualTo(1);
        assertThat(failed.error())
                .contains("\"message\":\"the tool is broken\"")
                .contains("\"kind\":\"FinalFailureException\"")
                .contains("\"attempt\":1")
                .contains(membership.node().toString());
        runs.retry(run, "tester");
        started(run, 2).finish(null);
        var completed = awaitStatus(run, "COMPLETED");
        assertThat(completed.failures()).isZero();
        assertThat(completed.error()).isNull();
    }

    @Test
    void the_built_in_agents_reach_their_goals() {
        var noop = submit("noop");
        var sleep = submit("sleep");
        var simple = submit("simple");
        awaitStatus(noop, "COMPLETED");
        awaitStatus(sleep, "COMPLETED");
        Await.until("the simple one is done", () -> TestRuns.status(simple).equals("COMPLETED"));
        assertThat(TestRuns.log(simple))
                .containsExactly(
                        "RUN_CREATED", "RUN_STARTED", "AGENT_THINKING", "PLAN_GENERATED", "EXECUTING", "RUN_COMPLETED");
        assertThat(runs.find(simple).currentIteration()).isEqualTo(4);
        assertThat(TestRuns.log(noop)).containsExactly("RUN_CREATED", "RUN_STARTED", "RUN_COMPLETED");
    }

    @Test
    void the_idempotency_key_of_an_iteration_is_the_same_in_every_attempt() {
        var run = submit("gate");
        var gate = started(run, 1);
        String first = gate.tell(context -> context.idempotencyKey());
        gate.tell(context -> {
            context.commit(Iteration.silent());
            return null;
        });
        String second = gate.tell(context -> context.idempotencyKey());
        runs.stop(run, "tester");
        gate.awaitLeft(1);
        runs.retry(run, "tester");
        String again = started(run, 2).tell(context -> context.idempotencyKey());
        assertThat(second).isNotEqualTo(first);
        assertThat(again).isEqualTo(second);
        Gate.of(run).finish(null);
        awaitStatus(run, "COMPLETED");
    }

    @Test
    void an_agent_that_sleeps_through_its_context_wakes_when_its_time_is_over() {
        var run = submit("gate");
        var gate = started(run, 1);
        gate.tell(context -> {
            context.sleep(Duration.ofMillis(5));
            return null;
        });
        gate.finish(null);
        awaitStatus(run, "COMPLETED");
    }
}
