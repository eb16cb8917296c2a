package io.agentrunner.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.agentrunner.claim.AttemptId;
import io.agentrunner.claim.GivenBack.Reason;
import io.agentrunner.claim.Recovery;
import io.agentrunner.inside.EndedRuns;
import io.agentrunner.inside.ExecutionTest;
import io.agentrunner.inside.Planted;
import io.agentrunner.inside.Sql;
import io.agentrunner.inside.TestNodes;
import io.agentrunner.inside.TestRuns;
import io.agentrunner.run.RunStatus;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The end of a run is announced once, after the commit, for every cause of the end. */
class RunsEndedIT extends ExecutionTest {
    @Inject
    private EndedRuns ended;

    @Inject
    private Recovery recovery;

    @Test
    void its_agent() {
        var completed = started(Held.running());
        var failed = started(Held.running());
        write(completed.complete());
        write(failed.fail());
        assertEnded(completed.run(), 1, RunStatus.COMPLETED);
        assertEnded(failed.run(), 1, RunStatus.FAILED);
    }

    @Test
    void a_time_out_at_the_last_attempt() {
        var held = started(Held.running());
        Sql.run("update run set max_attempts = 1 where id = ?", held.run());
        write(held.timeOut());
        assertEnded(held.run(), 1, RunStatus.FAILED);
    }

    @Test
    void an_operator() {
        var running = started(Held.running()).run();
        runs.stop(running, "tester");
        runs.stop(running, "tester");
        assertEnded(running, 1, RunStatus.STOPPED);

        var queued = TestRuns.queued().save();
        runs.stop(queued, "tester");
        assertThat(ended.of(queued)).hasSize(1);
        assertThat(ended.of(queued).getFirst().sinceFirstStart())
                .as("never started")
                .isEmpty();
    }

    @Test
    void a_deadline_that_passes_while_the_run_waits() {
        var run = TestRuns.queued().save();
        Sql.run("update run set deadline_at = now() - interval '1 second' where id = ?", run);
        recovery.expire(500);
        assertThat(ended.of(run)).hasSize(1);
        assertThat(ended.of(run).getFirst().status()).isEqualTo(RunStatus.FAILED);
    }

    @Test
    void a_quarantine_of_a_run_that_lost_too_many_nodes() {
        var run = TestRuns.running(TestNodes.expired()).save();
        Sql.run("update run set recoveries = 5, started_at = now() - interval '1 second' where id = ?", run);
        recovery.markLostNodes();
        recovery.recover(500);
        assertEnded(run, 1, RunStatus.FAILED);
    }

    @Test
    void a_quarantine_of_a_run_that_was_given_back_too_often() {
        var held = started(Held.running());
        Sql.run("update run set given_back = 5 where id = ?", held.run());
        claims.giveBack(
                held.node(), List.of(new AttemptId(held.run(), held.attempt())), Reason.NOT_EXECUTED, Duration.ZERO);
        assertEnded(held.run(), 1, RunStatus.FAILED);
    }

    @Test
    void nobody_when_the_run_goes_on() {
        var held = Held.running();
        write(held.iterate(1, "STEP"));
        write(held.failAndRetry());
        assertThat(ended.of(held.run())).isEmpty();
    }

    @Test
    void nobody_when_the_transaction_fails() {
        var held = Held.running();
        try (var failure = Planted.failure("insert on event", "new.run_id = " + held.run())) {
            assertThat(catchThrowable(() -> write(held.complete()))).isNotNull();
            assertThat(failure.fired()).isPositive();
        }
        assertThat(ended.of(held.run())).isEmpty();
    }

    private static Held started(Held held) {
        Sql.run("update run set started_at = now() - interval '1 second' where id = ?", held.run());
        return held;
    }

    private void assertEnded(long run, int attempt, RunStatus status) {
        assertThat(ended.of(run)).hasSize(1);
        var end = ended.of(run).getFirst();
        assertThat(end.status()).isEqualTo(status);
        assertThat(end.attempt()).isEqualTo(attempt);
        assertThat(end.agent()).isEqualTo(Sql.text("select agent from run where id = ?", run));
        assertThat(end.sinceFirstStart().orElseThrow()).isBetween(1.0, 60.0);
    }
}
