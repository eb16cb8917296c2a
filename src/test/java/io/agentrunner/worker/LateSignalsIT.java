package io.agentrunner.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.agent.Iteration;
import io.agentrunner.inside.Await;
import io.agentrunner.inside.Gate;
import io.agentrunner.inside.Sql;
import io.agentrunner.inside.TestRuns;
import io.agentrunner.signal.Signals;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Signals of other nodes that arrive late, twice, or in an unknown form. */
class LateSignalsIT extends WorkerTest {
    private static final int RUNS = 20;

    @Inject
    private Signals signals;

    @Test
    void a_stop_that_comes_after_the_run_was_retried_and_claimed_again_ends_the_stopped_attempt_alone() {
        for (var number = 0; number < RUNS; number++) {
            var run = submit("gate", 3, null, null);
            started(run, 1);
            stopElsewhere(run);
            runs.retry(run, "tester");
            var again = started(run, 2);
            signals.heard("stopped:" + run + ":1");
            signals.heard("stopped:" + run + ":1");
            commit(again);
            again.finish(null);
            var ended = awaitStatus(run, "COMPLETED");
            assertThat(ended.attempt()).isEqualTo(2);
            assertThat(ended.currentIteration()).isEqualTo(2);
        }
    }

    @Test
    void a_stop_that_comes_before_the_later_attempt_ends_the_stopped_one() {
        var run = submit("gate", 3, null, null);
        var gate = started(run, 1);
        var attempt = running.find(run).orElseThrow();
        stopElsewhere(run);
        signals.heard("stopped:" + run + ":1");
        // By the signal, since a comparison would end it some seconds later.
        assertThat(attempt.over()).isEqualTo("the run was stopped");
        gate.awaitLeft(1);
        Await.until("its slot is free", () -> running.find(run).isEmpty());
    }

    @Test
    void what_is_not_understood_changes_nothing() {
        var run = submit("gate", 3, null, null);
        var gate = started(run, 1);
        for (var message : List.of(
                "stopped:" + run,
                "stopped:" + run + ":",
                "stopped:" + run + ":x",
                "stopped:" + run + ":0",
                "stopped:x:1",
                "directed:",
                "drain:x",
                "",
                "other")) {
            signals.heard(message);
        }
        commit(gate);
        gate.finish(null);
        // If the attempt were ended, a later one would complete the run.
        assertThat(awaitStatus(run, "COMPLETED").attempt()).isEqualTo(1);
    }

    /** Stops a run like another node, so this node does not know of it yet. */
    private static void stopElsewhere(long run) {
        Sql.run(
                "with stopped as (update run set status = 'STOPPED', finished_at = now(), last_event = last_event + 1"
                        + " where id = ? and status = 'RUNNING' returning id, last_event, attempt)"
                        + " insert into event (run_id, id, type, attempt)"
                        + " select id, last_event, 'RUN_STOPPED', attempt from stopped",
                run);
        assertThat(TestRuns.status(run)).isEqualTo("STOPPED");
    }

    private static void commit(Gate gate) {
        gate.tell(context -> {
            context.commit(Iteration.silent());
            return null;
        });
    }
}
