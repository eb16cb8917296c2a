package io.agentrunner.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.inside.ExecutionTest;
import io.agentrunner.inside.RowLock;
import io.agentrunner.inside.Sql;
import io.agentrunner.inside.TestNodes;
import io.agentrunner.inside.TestRuns;
import io.agentrunner.inside.Threads;
import io.agentrunner.run.ClaimedRun;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Invariants 3 and 5: a write of an attempt that lost its run changes nothing, and an ended run stays unchanged. */
class FenceIT extends ExecutionTest {
    @Test
    void a_stale_attempt_writes_nothing_after_a_release_and_a_new_claim_by_the_same_node() {
        var stale = Held.running();
        claims.release(stale.node(), 10);
        assertThat(claims.claim(stale.node(), 10))
                .extracting(ClaimedRun::attempt)
                .containsExactly(2);
        assertWritesNothing(stale);
    }

    @Test
    void a_stale_attempt_writes_nothing_after_a_release() {
        var stale = Held.running();
        claims.release(stale.node(), 10);
        assertWritesNothing(stale);
    }

    @Test
    void a_stale_attempt_writes_nothing_after_another_node_took_the_run() {
        var stale = Held.running();
        claims.release(stale.node(), 10);
        assertThat(claims.claim(TestNodes.live(), 10))
                .extracting(ClaimedRun::id)
                .containsExactly(stale.run());
        assertWritesNothing(stale);
    }

    @Test
    void a_write_of_another_node_with_the_right_attempt_writes_nothing() {
        var held = Held.running();
        assertWritesNothing(new Held(held.run(), held.attempt(), TestNodes.live()));
    }

    @Test
    void a_write_of_the_right_node_with_another_attempt_writes_nothing() {
        var held = Held.running();
        assertWritesNothing(new Held(held.run(), held.attempt() - 1, held.node()));
        assertWritesNothing(new Held(held.run(), held.attempt() + 1, held.node()));
    }

    @Test
    void a_completion_never_overwrites_stopped() {
        var held = Held.running();
        runs.stop(held.run(), "tester");
        assertWritesNothing(held);
        assertThat(TestRuns.status(held.run())).isEqualTo("STOPPED");
    }

    @Test
    void an_attempt_writes_nothing_after_it_ended() {
        var completed = Held.running();
        assertThat(write(completed.complete())).isInstanceOf(Written.Parked.class);
        assertWritesNothing(completed);
        var failed = Held.running();
        assertThat(write(failed.fail())).isInstanceOf(Written.Parked.class);
        assertWritesNothing(failed);
    }

    @Test
    void a_stale_attempt_writes_nothing_after_stop_retry_and_a_new_claim() {
        var stale = Held.running();
        runs.stop(stale.run(), "tester");
        runs.retry(stale.run(), "tester");
        assertThat(claims.claim(stale.node(), 10))
                .extracting(ClaimedRun::attempt)
                .containsExactly(2);
        assertWritesNothing(stale);
    }

    @Test
    void a_write_of_a_run_that_no_longer_exists_is_lost_and_not_tried_again() {
        var gone = Held.running();
        Sql.run("delete from event where run_id = ?", gone.run());
        Sql.run("delete from run where id = ?", gone.run());
        assertThat(write(gone.complete())).isInstanceOf(Written.Lost.class);
        assertThat(TestRuns.log(gone.run())).isEmpty();
    }

    @Test
    void the_holder_itself_writes() {
        var held = Held.running();
        assertThat(write(held.iterate(1, "STEP"))).isInstanceOf(Written.Committed.class);
        assertThat(write(held.complete())).isInstanceOf(Written.Parked.class);
        assertThat(TestRuns.log(held.run())).containsExactly("RUN_CREATED", "RUN_STARTED", "STEP", "RUN_COMPLETED");
    }

    private void assertWritesNothing(Held stale) {
        var before = TestRuns.everything(stale.run());
        for (var write : stale.everyWrite()) {
            assertThat(write(write)).as(write.toString()).isInstanceOf(Written.Lost.class);
            assertThat(TestRuns.everything(stale.run())).as(write.toString()).isEqualTo(before);
        }
        TestRuns.assertLogHolds(stale.run());
    }

    @Test
    void a_write_whose_row_is_locked_waits_without_holding_up_the_others_and_is_not_lost() {
        var locked = Held.running();
        var free = Held.running();
        var waits = new AtomicReference<Future<Written>>();
        RowLock.during(locked.run(), () -> {
            waits.set(journal.write(locked.iterate(1, "STEP")));
            assertThat(write(free.iterate(1, "STEP"))).isInstanceOf(Written.Committed.class);
            assertThat(write(free.complete())).isInstanceOf(Written.Parked.class);
            assertThat(waits.get()).isNotDone();
        });
        assertThat(Threads.get(waits.get())).isInstanceOf(Written.Committed.class);
        TestRuns.assertLogHolds(locked.run());
        TestRuns.assertLogHolds(free.run());
    }
}
