package io.agentrunner.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.agentrunner.inside.ExecutionTest;
import io.agentrunner.inside.Sql;
import io.agentrunner.inside.TestNodes;
import io.agentrunner.inside.TestRuns;
import io.agentrunner.journal.Held;
import io.agentrunner.run.AttemptView.Outcome;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

/** The attempts of a run, by its log. */
class AttemptsIT extends ExecutionTest {
    @Inject
    private Attempts attempts;

    private Held claim(long run) {
        Sql.run("update run set run_at = now() where id = ?", run);
        var claimed = Held.of(claims.claim(TestNodes.live(), 1).getFirst());
        assertThat(claimed.run()).isEqualTo(run);
        return claimed;
    }

    @Test
    void each_attempt_has_its_node_its_outcome_its_error_and_the_iterations_that_it_committed() {
        var run = TestRuns.queued().save();
        var failing = claim(run);
        write(failing.checkpoint(1, "{}"));
        write(failing.checkpoint(2, "{}"));
        write(failing.failAt(2));
        var released = claim(run);
        write(released.checkpoint(3, "{}"));
        claims.release(released.node(), 10);
        runs.stop(run, "a test");
        runs.retry(run, "a test");
        var timedOut = claim(run);
        write(timedOut.timeOut());
        var paused = claim(run);
        runs.pause(run, "a test");
        write(paused.checkpoint(4, "{}"));
        runs.resume(run, "a test");
        var stopped = claim(run);
        runs.stop(run, "a test");
        runs.retry(run, "a test");
        var current = claim(run);
        write(current.checkpoint(5, "{}"));
        write(current.checkpoint(6, "{}"));

        var page = attempts.page(run, Integer.MAX_VALUE, 100);

        assertThat(page.more()).isFalse();
        assertThat(page.items())
                .extracting(AttemptView::attempt, AttemptView::node, AttemptView::outcome, AttemptView::iterations)
                .containsExactly(
                        tuple(6, current.node().toString(), null, 2),
                        tuple(5, stopped.node().toString(), Outcome.STOPPED, 0),
                        tuple(4, paused.node().toString(), Outcome.PAUSED, 1),
                        tuple(3, timedOut.node().toString(), Outcome.TIMED_OUT, 0),
                        tuple(2, released.node().toString(), Outcome.RELEASED, 1),
                        tuple(1, failing.node().toString(), Outcome.FAILED, 2));
        assertThat(page.items().get(5).error().path("kind").asText()).isEqualTo("Test");
        assertThat(page.items().get(3).error().path("kind").asText()).isEqualTo("TimeOut");
        assertThat(page.items().get(4).error()).isNull();
        assertThat(page.items().getFirst().endedAt()).isNull();
        assertThat(page.items().get(5).endedAt()).isAfter(page.items().get(5).startedAt());
        runs.stop(run, "a test");
    }

    @Test
    void a_page_goes_on_before_the_last_attempt_of_the_page_before_it() {
        var run = TestRuns.queued().save();
        for (var i = 0; i < 3; i++) {
            claims.release(claim(run).node(), 10);
        }
        var first = attempts.page(run, Integer.MAX_VALUE, 2);
        assertThat(first.items()).extracting(AttemptView::attempt).containsExactly(3, 2);
        assertThat(first.more()).isTrue();
        var second = attempts.page(run, 2, 2);
        assertThat(second.items()).extracting(AttemptView::attempt).containsExactly(1);
        assertThat(second.more()).isFalse();
    }
}
