package io.agentrunner.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.claim.Recovery;
import io.agentrunner.inside.ExecutionTest;
import io.agentrunner.inside.Planted;
import io.agentrunner.inside.RowLock;
import io.agentrunner.inside.Sql;
import io.agentrunner.inside.TestNodes;
import io.agentrunner.inside.TestRuns;
import io.agentrunner.inside.Threads;
import io.agentrunner.run.ClaimedRun;
import io.agentrunner.run.RunStatus;
import jakarta.inject.Inject;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Runs that wait for runs: their wake-up, impossible waits, and ends that must not wait for a row. */
class WaitsIT extends ExecutionTest {
    @Inject
    private JournalWriter otherLane;

    @Inject
    private Recovery recovery;

    private Held waitingFor(long other) {
        var held = Held.running();
        assertThat(write(held.waitForRun(other))).isEqualTo(new Written.Parked(RunStatus.QUEUED));
        return held;
    }

    private static long later() {
        return TestRuns.queued().due("1 hour").save();
    }

    private void assertWoken(List<Long> waiting) {
        assertThat(claims.claim(TestNodes.live(), waiting.size() + 10))
                .extracting(ClaimedRun::id)
                .containsExactlyInAnyOrderElementsOf(waiting);
        waiting.forEach(TestRuns::assertLogHolds);
    }

    @Test
    void an_end_does_not_wait_for_the_locked_row_of_a_run_that_waits_for_it_and_maintenance_wakes_that() {
        var ends = Held.running();
        var locked = waitingFor(ends.run());
        var free = waitingFor(ends.run());
        RowLock.during(locked.run(), () -> {
            assertThat(Threads.get(journal.write(ends.complete()))).isEqualTo(new Written.Parked(RunStatus.COMPLETED));
            assertThat(recovery.isDue(3600)).isTrue();
            assertThat(recovery.wake(10)).as("still locked").isZero();
            assertWoken(List.of(free.run()));
        });
        assertThat(recovery.wake(10)).isEqualTo(1);
        assertWoken(List.of(locked.run()));
        assertThat(recovery.wake(10)).isZero();
        assertThat(Sql.number("select count(*) from missed_wake")).isZero();
    }

    @Test
    void a_run_that_was_passed_over_is_not_woken_from_a_later_wait() {
        var ends = Held.running();
        var held = waitingFor(ends.run());
        RowLock.during(held.run(), () -> write(ends.complete()));
        runs.stop(held.run(), "tester");
        runs.retry(held.run(), "tester");
        var again = Held.of(claims.claim(TestNodes.live(), 1).getFirst());
        write(again.waitForRun(later()));
        assertThat(recovery.wake(10)).isZero();
        assertThat(claims.claim(TestNodes.live(), 10)).isEmpty();
    }

    @Test
    void an_end_wakes_a_bounded_number_and_maintenance_the_rest() {
        var ends = Held.running();
        var waiting = TestRuns.queued().save(700);
        Sql.run(
                "update run set waits_for = ?, run_at = '9999-12-31' where id = any (?)",
                ends.run(),
                waiting.toArray(Long[]::new));
        write(ends.complete());
        assertThat(Sql.number("select count(*) from run where waits_for = ?", ends.run()))
                .isEqualTo(200);
        assertThat(recovery.wake(500)).isEqualTo(200);
        assertWoken(waiting);
    }

    @Test
    void whoever_waits_for_a_run_that_is_deleted_by_hand_goes_on() {
        var deleted = later();
        var held = waitingFor(deleted);
        Sql.run("delete from run where id = ?", deleted);
        assertWoken(List.of(held.run()));
    }

    /** Each stop ends its own run and would wake the other's, and neither may wait for the other. */
    @Test
    void two_stops_of_runs_that_wait_for_each_other_do_not_block_each_other_in_either_order() {
        for (var firstIsLower : List.of(true, false)) {
            var lower = later();
            var higher = later();
            // Made by hand, since the journal refuses a circle.
            Sql.run(
                    "update run set waits_for = case id when ? then ? else ? end where id in (?, ?)",
                    lower,
                    higher,
                    lower,
                    lower,
                    higher);
            var first = firstIsLower ? lower : higher;
            var second = firstIsLower ? higher : lower;
            try (var stopping = Planted.hold("update on run", "new.id = " + first)) {
                var one = Threads.start(() -> runs.stop(first, "tester"));
                stopping.awaitHeld();
                Threads.get(Threads.start(() -> runs.stop(second, "tester")));
                stopping.letGo();
                Threads.get(one);
            }
            for (var run : List.of(lower, higher)) {
                assertThat(TestRuns.status(run)).isEqualTo("STOPPED");
                TestRuns.assertLogHolds(run);
            }
        }
        recovery.wake(10);
    }

    @Test
    void a_run_cannot_wait_for_one_that_there_is_not_nor_for_itself_and_stays_its_attempts() {
        var held = Held.running();
        var missing = Sql.number("select max(id) + 1000000000 from run");
        var before = TestRuns.everything(held.run());
        assertThat(write(held.waitForRun(missing)))
                .isEqualTo(new Written.Refused("Run %d cannot wait for run %d: run %d does not exist."
                        .formatted(held.run(), missing, missing)));
        assertThat(write(held.waitForRun(held.run())))
                .isEqualTo(new Written.Refused("Run %d cannot wait for itself.".formatted(held.run())));
        assertThat(TestRuns.everything(held.run())).isEqualTo(before);
        assertThat(write(held.complete())).isEqualTo(new Written.Parked(RunStatus.COMPLETED));
    }

    @Test
    void the_run_that_would_close_a_circle_is_refused() {
        var first = Held.running();
        var second = Held.running();
        var third = waitingFor(first.run());
        write(second.waitForRun(third.run()));
        assertThat(write(first.waitForRun(second.run())))
                .isEqualTo(new Written.Refused(
                        "Run %1$d cannot wait for run %2$d, which would never end: run %1$d waits for %2$d waits for %3$d waits for %1$d."
                                .formatted(first.run(), second.run(), third.run())));
    }

    /** They concern four different rows, so only the serial order of the waits can find the circle. */
    @Test
    void of_two_that_would_close_a_circle_at_the_same_moment_one_comes_second_and_is_refused() {
        var left = Held.running();
        var right = Held.running();
        var behindLeft = waitingFor(left.run());
        var behindRight = waitingFor(right.run());
        try (var parking = Planted.hold("update on run", "new.id = " + left.run())) {
            var first = journal.write(left.waitForRun(behindRight.run()));
            parking.awaitHeld();
            var second = Threads.start(() ->
                    otherLane.write(List.of(right.waitForRun(behindLeft.run()))).getFirst());
            assertThat(Threads.get(second)).isEqualTo(new Written.Locked());
            parking.letGo();
            assertThat(Threads.get(first)).isEqualTo(new Written.Parked(RunStatus.QUEUED));
        }
        assertThat(write(right.waitForRun(behindLeft.run())))
                .isEqualTo(new Written.Refused(
                        "Run %1$d cannot wait for run %2$d, which would never end: run %1$d waits for %2$d waits for %3$d waits for %4$d waits for %1$d."
                                .formatted(right.run(), behindLeft.run(), left.run(), behindRight.run())));
        write(right.complete());
        assertWoken(List.of(behindRight.run()));
    }

    @Test
    void a_run_that_waits_for_another_shows_which_and_no_time() {
        var other = later();
        var held = waitingFor(other);
        var view = runs.find(held.run());
        assertThat(view.waitsFor()).isEqualTo(other);
        assertThat(view.runAt()).isNull();
        assertThat(view.lastEvent()).isEqualTo(3);
        runs.stop(other, "tester");
        assertThat(runs.find(held.run()).waitsFor()).isNull();
        assertThat(runs.find(held.run()).runAt()).isNotNull();
        TestRuns.clearQueue();
    }

    @Test
    void many_that_park_at_once_are_all_parked() {
        var other = later();
        var written = Stream.generate(Held::running)
                .limit(40)
                .map(held -> journal.write(held.waitForRun(other)))
                .toList();
        assertThat(written).allSatisfy(w -> assertThat(Threads.get(w)).isEqualTo(new Written.Parked(RunStatus.QUEUED)));
        runs.stop(other, "tester");
        assertThat(claims.claim(TestNodes.live(), 100)).hasSize(40);
    }
}
