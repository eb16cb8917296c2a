package io.agentrunner.claim;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.claim.GivenBack.Reason;
import io.agentrunner.inside.ExecutionTest;
import io.agentrunner.inside.Sql;
import io.agentrunner.inside.TestNodes;
import io.agentrunner.inside.TestRuns;
import io.agentrunner.journal.Held;
import io.agentrunner.settings.Settings;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A run that is claimed repeatedly without a commit of its agent ends. */
class GiveBackIT extends ExecutionTest {
    @Inject
    private Settings settings;

    private final UUID node = TestNodes.live();

    private Held claim(long run) {
        Sql.run("update run set run_at = now() where id = ?", run);
        return claims.claim(node, 500).stream()
                .filter(claimed -> claimed.id() == run)
                .map(Held::of)
                .findFirst()
                .orElseThrow();
    }

    private GivenBack giveBack(Held held, Reason reason) {
        return claims.giveBack(
                        node,
                        List.of(new AttemptId(held.run(), held.attempt())),
                        reason,
                        reason.counts() ? Duration.ofSeconds(1) : Duration.ZERO)
                .getFirst();
    }

    private static long givenBack(long run) {
        return Sql.number("select given_back from run where id = ?", run);
    }

    @Test
    void a_run_is_quarantined_when_it_was_given_back_too_often_in_a_row() {
        var run = TestRuns.queued().save();
        var allowed = settings.maxRecoveries();
        for (var i = 1; i <= allowed; i++) {
            assertThat(giveBack(claim(run), Reason.NOT_EXECUTED).quarantined()).isFalse();
            assertThat(TestRuns.status(run)).isEqualTo("QUEUED");
            assertThat(givenBack(run)).isEqualTo(i);
            assertThat(Sql.number("select extract(epoch from run_at - now()) from run where id = ?", run))
                    .as("seconds that it waits")
                    .isBetween((1L << (i - 1)) - 2, 1L << (i - 1));
        }
        var last = giveBack(claim(run), Reason.NOT_EXECUTED);

        assertThat(last.quarantined()).isTrue();
        assertThat(last.sinceFirstStart()).isPresent();
        var failed = runs.find(run);
        assertThat(failed.status().name()).isEqualTo("FAILED");
        assertThat(failed.failures()).isZero();
        assertThat(failed.finishedAt()).isNotNull();
        assertThat(failed.error())
                .contains("\"kind\" : \"Quarantined\"")
                .contains("claimed %d times in a row".formatted(allowed + 1))
                .contains("worker.max.recoveries allows " + allowed)
                .contains("the node did not execute it");
        assertThat(TestRuns.log(run)).endsWith("RUN_STARTED", "RUN_RELEASED", "RUN_FAILED");
        assertThat(Sql.text(
                        "select payload::jsonb ->> 'given_back' from event where run_id = ? and type = 'RUN_RELEASED'"
                                + " order by id desc limit 1",
                        run))
                .isEqualTo(String.valueOf(allowed + 1));
        TestRuns.assertLogHolds(run);
    }

    @Test
    void what_the_agent_leaves_and_an_explicit_retry_forgive_what_was_given_back() {
        var run = TestRuns.queued().save();
        giveBack(claim(run), Reason.NOT_EXECUTED);
        giveBack(claim(run), Reason.NOT_EXECUTED);
        assertThat(givenBack(run)).isEqualTo(2);
        var third = claim(run);
        write(third.iterate(1, "STEP"));
        assertThat(givenBack(run)).isZero();
        giveBack(third, Reason.NOT_EXECUTED);
        assertThat(givenBack(run)).isEqualTo(1);
        runs.stop(run, "tester");
        runs.retry(run, "tester");
        assertThat(givenBack(run)).isZero();
        TestRuns.assertLogHolds(run);
    }

    @Test
    void neither_a_shutdown_nor_a_busy_node_counts_and_the_run_is_due_at_once() {
        var run = TestRuns.queued().save();
        for (var i = 0; i < settings.maxRecoveries() + 2; i++) {
            giveBack(claim(run), Reason.NOT_BEGUN);
            claim(run);
            assertThat(claims.release(node, 500)).extracting("runId").contains(run);
        }
        assertThat(TestRuns.status(run)).isEqualTo("QUEUED");
        assertThat(givenBack(run)).isZero();
        assertThat(Sql.number("select count(*) from run where id = ? and run_at <= now()", run))
                .isEqualTo(1);
        assertThat(Sql.text(
                        "select payload from event where run_id = ? and type = 'RUN_RELEASED' order by id limit 1",
                        run))
                .contains("it did not begin within 5 s of its claim")
                .doesNotContain("given_back");
    }

    @Test
    void a_run_that_was_asked_to_pause_pauses_unless_it_is_quarantined() {
        var run = TestRuns.queued().save();
        var held = claim(run);
        runs.pause(run, "tester");
        giveBack(held, Reason.NOT_EXECUTED);
        assertThat(TestRuns.status(run)).isEqualTo("PAUSED");
        assertThat(TestRuns.log(run)).endsWith("RUN_RELEASED", "RUN_PAUSED");
        runs.resume(run, "tester");
        var again = claim(run);
        Sql.run("update run set given_back = ? where id = ?", settings.maxRecoveries(), run);
        runs.pause(run, "tester");
        giveBack(again, Reason.NOT_EXECUTED);
        assertThat(TestRuns.status(run)).isEqualTo("FAILED");
        assertThat(TestRuns.log(run)).endsWith("RUN_RELEASED", "RUN_FAILED");
        TestRuns.assertLogHolds(run);
    }

    @Test
    void an_attempt_that_the_node_does_not_hold_any_more_stays_as_it_is() {
        var run = TestRuns.queued().save();
        var first = claim(run);
        giveBack(first, Reason.NOT_BEGUN);
        var second = claim(run);
        var before = TestRuns.everything(run);
        var first1 = List.of(new AttemptId(run, first.attempt()));
        assertThat(claims.giveBack(node, first1, Reason.NOT_EXECUTED, Duration.ZERO))
                .isEmpty();
        assertThat(claims.giveBack(
                        TestNodes.live(),
                        List.of(new AttemptId(run, second.attempt())),
                        Reason.NOT_EXECUTED,
                        Duration.ZERO))
                .isEmpty();
        assertThat(TestRuns.everything(run)).isEqualTo(before);
    }
}
