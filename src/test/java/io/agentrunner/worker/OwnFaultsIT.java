package io.agentrunner.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.agentrunner.agent.AttemptOverException;
import io.agentrunner.agent.Iteration;
import io.agentrunner.inside.Await;
import io.agentrunner.inside.Gate;
import io.agentrunner.inside.Sql;
import io.agentrunner.inside.TestRuns;
import io.agentrunner.platform.json.Json;
import io.agentrunner.run.RunView;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** A fault of one run, or of its agent, fails only that run, with a clear message. */
class OwnFaultsIT extends WorkerTest {
    private static final String UNREADABLE = "{\"n\":1." + "3".repeat(1001) + "}";

    @Test
    void options_and_checkpoints_that_cannot_be_read_fail_their_run_and_the_others_of_that_claim_go_on() {
        var claimed = TestRuns.queued().due("1 hour").agent("noop").save(6);
        Sql.run("update run set options = ? where id = ?", UNREADABLE, claimed.get(1));
        Sql.run("insert into checkpoint values (?, 0, ?)", claimed.get(3), "{\"cut\":");
        Sql.run("update run set run_at = now() where id = any(?)", (Object) claimed.toArray(Long[]::new));

        for (var run : List.of(claimed.get(0), claimed.get(2), claimed.get(4), claimed.get(5))) {
            awaitStatus(run, "COMPLETED");
            assertThat(TestRuns.log(run)).containsExactly("RUN_CREATED", "RUN_STARTED", "RUN_COMPLETED");
        }
        failedAtOnce(claimed.get(1), "The options of the run cannot be read: ");
        failedAtOnce(claimed.get(3), "The checkpoint of the run cannot be read: ");
    }

    private RunView failedAtOnce(long run, String sentence) {
        var failed = awaitStatus(run, "FAILED");
        assertThat(failed.attempt()).isEqualTo(1);
        assertThat(failed.failures()).isEqualTo(1);
        assertThat(failed.error()).contains(sentence).contains("\"kind\":\"FinalFailureException\"");
        assertThat(TestRuns.log(run)).containsExactly("RUN_CREATED", "RUN_STARTED", "RUN_FAILED");
        assertThat(failed.currentIteration()).isZero();
        Await.until("its slot is free", () -> running.find(run).isEmpty());
        return failed;
    }

    @Test
    void what_an_agent_leaves_is_refused_when_it_is_too_long_or_could_not_be_read_again() {
        var number = Json.parse("1." + "3".repeat(997)).decimalValue().scaleByPowerOfTen(100_000);
        leavesAndFails("The checkpoint cannot be stored, it could not be read again: ", run -> {
            run.commit(Iteration.of("STEP", "one").checkpoint(Json.object().put("n", number)));
            return null;
        });
        leavesAndFails("The checkpoint is longer than 8 MiB", run -> {
            run.commit(Iteration.of("STEP", "one").checkpoint(Json.object().put("text", "e".repeat(8 << 20))));
            return null;
        });
        leavesAndFails("The checkpoint is longer than 8 MiB", run -> {
            throw run.waitFor(
                    Duration.ZERO,
                    Iteration.of("STEP", "one").checkpoint(Json.object().put("text", "e".repeat(8 << 20))));
        });
        leavesAndFails("The payload of event STEP is longer than 1 MiB", run -> {
            run.commit(Iteration.of("FIRST", "one").and("STEP", "\u20AC".repeat(400_000)));
            return null;
        });
        leavesAndFails("The result is longer than 8 MiB", run -> Json.object().put("text", "e".repeat(8 << 20)));
        leavesAndFails(
                "The result cannot be stored, it could not be read again: ",
                run -> Json.object().put("n", number));
    }

    private void leavesAndFails(String sentence, Function<io.agentrunner.agent.RunContext, Object> work) {
        var run = submit(3, null, AT_ONCE);
        started(run, 1).end(work);
        var failed = failedAtOnce(run, sentence);
        assertThat(failed.result()).isNull();
        assertThat(Sql.number("select count(*) from checkpoint where run_id = ?", run))
                .isZero();
    }

    @Test
    void what_is_as_long_as_allowed_is_stored_and_read_by_the_next_attempt() {
        var run = submit(2, null, AT_ONCE);
        var text = "e".repeat((8 << 20) - 20);
        started(run, 1).end(context -> {
            context.commit(Iteration.of("STEP", "e".repeat(1 << 20))
                    .checkpoint(Json.object().put("text", text)));
            throw new IllegalStateException("again");
        });
        assertThat(started(run, 2)
                        .<String>tell(context ->
                                context.checkpoint().orElseThrow().get("text").textValue()))
                .isEqualTo(text);
        Gate.of(run).finish(Json.object().put("text", text));
        awaitStatus(run, "COMPLETED");
    }

    @Test
    void nul_and_halves_of_surrogate_pairs_in_all_text_of_an_agent_become_the_replacement_character() {
        var bad = "a\u0000b\uD83Dc";
        var good = "a\uFFFDb\uFFFDc";
        var run = submit(2, null, AT_ONCE);
        started(run, 1).end(context -> {
            context.commit(Iteration.of("STEP", bad)
                    .and("TREE", Json.object().put(bad, bad))
                    .checkpoint(Json.object().put(bad, bad)));
            throw new IllegalStateException(bad);
        });
        var again = started(run, 2);
        assertThat(TestRuns.log(run))
                .containsExactly("RUN_CREATED", "RUN_STARTED", "STEP", "TREE", "RUN_RETRY_SCHEDULED", "RUN_STARTED");
        assertThat(payload(run, "STEP")).isEqualTo(good);
        assertThat(payload(run, "TREE")).isEqualTo("{\"%s\":\"%s\"}".formatted(good, good));
        assertThat(payload(run, "RUN_RETRY_SCHEDULED")).contains("\"message\":\"" + good + "\"");
        assertThat(again.<String>tell(
                        context -> context.checkpoint().orElseThrow().toString()))
                .isEqualTo("{\"%s\":\"%s\"}".formatted(good, good));
        again.finish(Json.object().put("answer", bad));
        assertThat(awaitStatus(run, "COMPLETED").result()).isEqualTo("{\"answer\":\"" + good + "\"}");
    }

    private static String payload(long run, String type) {
        return Sql.text("select payload from event where run_id = ? and type = ?", run, type);
    }

    @Test
    void an_exception_that_cannot_tell_its_message_fails_its_run_all_the_same() {
        var run = submit(1, null, AT_ONCE);
        started(run, 1).end(context -> {
            throw new Unspeakable();
        });
        assertThat(awaitStatus(run, "FAILED").error()).contains("\"kind\":\"Unspeakable\"");
        Await.until("its slot is free", () -> running.find(run).isEmpty());
    }

    @SuppressWarnings("serial")
    private static final class Unspeakable extends RuntimeException {
        @Override
        public String getMessage() {
            throw new IllegalStateException("no words");
        }

        @Override
        public String toString() {
            throw new IllegalStateException("no words");
        }
    }

    @Test
    void an_agent_that_says_by_itself_that_its_attempt_is_over_or_interrupts_itself_has_failed() {
        var says = submit(1, null, AT_ONCE);
        started(says, 1).end(context -> {
            throw new AttemptOverException("so says the agent");
        });
        assertThat(awaitStatus(says, "FAILED").error()).contains("so says the agent");

        var interrupts = submit(1, null, AT_ONCE);
        started(interrupts, 1).end(context -> {
            Thread.currentThread().interrupt();
            context.sleep(Duration.ofHours(1));
            return null;
        });
        assertThat(awaitStatus(interrupts, "FAILED").error()).contains("interrupted its thread");
    }

    @Test
    void that_the_attempt_is_over_passes_a_catch_of_exceptions_and_is_said_again_to_what_catches_more() {
        var run = submit(1, null, AT_ONCE);
        var gate = started(run, 1);
        gate.tell(context -> {
            runs.stop(run, "tester");
            Thread.interrupted();
            return null;
        });
        var passed = catchThrowable(() -> gate.tell(context -> {
            try {
                context.commit(Iteration.of("TOO_LATE", "one"));
                return null;
            } catch (Exception e) {
                return "swallowed";
            }
        }));
        assertThat(passed).hasCauseInstanceOf(AttemptOverException.class);
        awaitStatus(run, "STOPPED");

        var deaf = submit(1, null, AT_ONCE);
        var again = started(deaf, 1);
        again.tell(context -> {
            runs.stop(deaf, "tester");
            Thread.interrupted();
            for (var call : List.<Runnable>of(
                    () -> context.commit(Iteration.silent()),
                    () -> context.waitFor(Duration.ZERO, Iteration.silent()),
                    () -> context.sleep(Duration.ZERO),
                    context::directives)) {
                assertThat(catchThrowable(call::run)).isInstanceOf(AttemptOverException.class);
            }
            return null;
        });
        again.finish(null);
        assertThat(TestRuns.log(deaf)).containsExactly("RUN_CREATED", "RUN_STARTED", "RUN_STOPPED");
    }
}
