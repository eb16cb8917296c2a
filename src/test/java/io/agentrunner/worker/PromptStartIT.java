package io.agentrunner.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agentrunner.inside.Sql;
import io.agentrunner.inside.TestWorker;
import io.agentrunner.submit.SubmitRun;
import io.agentrunner.submit.TestSubmits;
import io.agentrunner.submit.Wanted;
import org.junit.jupiter.api.Test;

/** A submit on a free node starts its run in the transaction that stores it. */
class PromptStartIT extends WorkerTest {
    private static final String TRANSACTIONS =
            "select count(distinct xmin::text) from event where id <= 2 and type in ('RUN_CREATED', 'RUN_STARTED') and run_id = ";

    @Test
    void a_run_is_stored_and_started_by_one_commit() {
        assertThat(startedAlong()).isTrue();
    }

    @Test
    void a_submit_that_fails_leaves_the_node_free_for_the_next() {
        assertThatThrownBy(() -> TestSubmits.submit(intake, nowhere())).hasMessageContaining("no project");
        assertThat(startedAlong()).isTrue();
    }

    @Test
    void a_node_that_executes_nothing_starts_nothing() {
        TestWorker.off();
        var run = submit("gate", 1, null, null);
        assertThat(Sql.number("select attempt from run where id = " + run)).isZero();
        assertThat(Sql.number("select count(*) from event where run_id = " + run))
                .isEqualTo(1);
    }

    /** Several tries, since the worker may be polling, and a submit does not wait for that. */
    private boolean startedAlong() {
        for (var tries = 0; tries < 20; tries++) {
            var run = submit("gate", 1, null, null);
            started(run, 1).finish(null);
            awaitStatus(run, "COMPLETED");
            if (Sql.number(TRANSACTIONS + run) == 1) {
                return true;
            }
        }
        return false;
    }

    private static SubmitRun nowhere() {
        return Wanted.run("gate").project(Long.MAX_VALUE).build();
    }
}
