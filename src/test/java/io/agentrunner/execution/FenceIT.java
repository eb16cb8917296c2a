package io.agentrunner.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.agentrunner.inside.ContainerTest;
import io.agentrunner.inside.Planted;
import io.agentrunner.inside.RowLock;
import io.agentrunner.inside.TestNodes;
import io.agentrunner.inside.TestRuns;
import io.agentrunner.inside.Threads;
import io.agentrunner.run.Runs;
import jakarta.inject.Inject;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Invariants 3 and 5: a write that is not its attempt's any more changes nothing; what has ended stays as it ended. */
class FenceIT extends ContainerTest {
    @Inject
    private Runs runs;

    @Inject
    private Claims claims;

    @Inject
    private Journal journal;

    @BeforeEach
    void nothing_is_queued() {
        TestRuns.clearQueue();
    }

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

    private Written write(RunWrite write) {
        return Threads.get(journal.write(write));
    }

    @Test
    void a_completion_that_meets_a_stop_under_way_waits_for_it_and_is_lost() throws Exception {
        var held = Held.running();
        try (var stopping = Planted.hold("insert on event", eventOf(held, "RUN_STOPPED"))) {
            var stop = Threads.start(() -> runs.stop(held.run(), "tester"));
            stopping.awaitHeld();
            var completion = journal.write(held.complete());
            assertNotSettled(completion);
            stopping.letGo();
            Threads.get(stop);
            assertThat(completion.get(20, TimeUnit.SECONDS)).isInstanceOf(Written.Lost.class);
        }
        assertThat(TestRuns.log(held.run())).containsExactly("RUN_CREATED", "RUN_STARTED", "RUN_STOPPED");
        TestRuns.assertLogHolds(held.run());
    }

    @Test
    void a_stop_that_meets_a_completion_under_way_waits_for_it_and_is_refused() throws Exception {
        var held = Held.running();
        try (var completing = Planted.hold("insert on event", eventOf(held, "RUN_COMPLETED"))) {
            var completion = journal.write(held.complete());
            completing.awaitHeld();
            var stop = Threads.start(() -> runs.stop(held.run(), "tester"));
            RowLock.awaitParked();
            completing.letGo();
            assertThat(completion.get(20, TimeUnit.SECONDS)).isInstanceOf(Written.Parked.class);
            assertThat(catchThrowable(() -> Threads.get(stop)))
                    .hasStackTraceContaining("Run %d is COMPLETED and cannot be stopped.".formatted(held.run()));
        }
        assertThat(TestRuns.log(held.run())).containsExactly("RUN_CREATED", "RUN_STARTED", "RUN_COMPLETED");
        TestRuns.assertLogHolds(held.run());
    }

    @Test
    void a_release_that_meets_a_completion_under_way_leaves_the_run_completed() throws Exception {
        var held = Held.running();
        try (var completing = Planted.hold("insert on event", eventOf(held, "RUN_COMPLETED"))) {
            var completion = journal.write(held.complete());
            completing.awaitHeld();
            assertThat(claims.release(held.node(), 10)).isZero();
            completing.letGo();
            assertThat(completion.get(20, TimeUnit.SECONDS)).isInstanceOf(Written.Parked.class);
        }
        assertThat(claims.release(held.node(), 10)).isZero();
        assertThat(TestRuns.status(held.run())).isEqualTo("COMPLETED");
        TestRuns.assertLogHolds(held.run());
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

    /** The journal has tried and skipped the row: a write that came after went through. */
    private void assertNotSettled(Future<Written> waiting) {
        for (var i = 0; i < 3; i++) {
            assertThat(write(Held.running().iterate(1))).isInstanceOf(Written.Committed.class);
        }
        assertThat(waiting).isNotDone();
    }

    private static String eventOf(Held held, String type) {
        return "new.run_id = %d and new.type = '%s'".formatted(held.run(), type);
    }
}
