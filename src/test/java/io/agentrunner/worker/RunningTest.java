package io.agentrunner.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.claim.AttemptId;
import io.agentrunner.run.ClaimedRun;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class RunningTest {
    private final Running running = new Running();

    private static Attempt attempt(int number) {
        var run = new ClaimedRun(
                7,
                number,
                UUID.randomUUID(),
                1,
                null,
                "noop",
                "a goal",
                "{}",
                0,
                null,
                0,
                0,
                Duration.ofHours(1),
                Optional.empty(),
                0);
        return new Attempt(run, () -> Path.of("."), null, null, null, false);
    }

    @Test
    void an_attempt_that_was_given_up_holds_no_slot_but_is_waited_for_until_its_thread_has_ended() throws Exception {
        var stubborn = attempt(1);
        running.add(stubborn);
        running.giveUp(stubborn, "stopped");
        assertThat(running.size()).isZero();
        assertThat(stubborn.over()).isEqualTo("stopped");
        assertThat(running.awaitQuiet(Duration.ofMillis(20))).isFalse();
        running.gone(stubborn);
        assertThat(running.awaitQuiet(Duration.ZERO)).isTrue();
    }

    @Test
    void giving_up_an_attempt_that_has_just_ended_leaves_nothing_to_wait_for() throws Exception {
        var ended = attempt(1);
        running.add(ended);
        running.gone(ended);
        running.giveUp(ended, "no longer belongs to this attempt");
        assertThat(running.awaitQuiet(Duration.ZERO)).isTrue();
    }

    @Test
    void a_later_attempt_knows_the_earlier_ones_of_its_run_until_their_threads_have_ended() {
        var earlier = attempt(1);
        var later = attempt(2);
        running.add(earlier);
        running.add(later);
        assertThat(running.before(later)).containsExactly(earlier);
        assertThat(running.before(earlier)).isEmpty();
        running.gone(earlier);
        assertThat(running.before(later)).isEmpty();
    }

    @Test
    void the_end_of_an_earlier_attempt_does_not_take_the_slot_of_a_later_one() {
        var earlier = attempt(1);
        var later = attempt(2);
        running.add(earlier);
        running.giveUp(earlier, "lost");
        running.add(later);
        running.gone(earlier);
        assertThat(running.find(7)).contains(later);
    }

    @Test
    void an_attempt_that_a_later_one_replaces_is_ended_first_and_stays_reachable_until_its_thread_has_ended()
            throws Exception {
        var earlier = attempt(1);
        var later = attempt(2);
        running.add(earlier);
        running.add(later);
        assertThat(earlier.over()).isEqualTo("attempt 2 of the run was claimed");
        assertThat(later.over()).isNull();
        assertThat(running.size()).isEqualTo(1);
        assertThat(running.upTo(new AttemptId(7, 1))).containsExactly(earlier);
        assertThat(running.withThreads()).containsExactlyInAnyOrder(earlier, later);
        running.gone(later);
        assertThat(running.awaitQuiet(Duration.ZERO))
                .as("the earlier one still has its thread")
                .isFalse();
        running.gone(earlier);
        assertThat(running.awaitQuiet(Duration.ZERO)).isTrue();
    }

    @Test
    void an_attempt_that_comes_after_a_later_one_of_its_run_does_not_replace_it() {
        var earlier = attempt(1);
        var later = attempt(2);
        running.add(later);
        running.add(earlier);
        assertThat(earlier.over()).isEqualTo("attempt 2 of the run was claimed");
        assertThat(later.over()).isNull();
        assertThat(running.executes(new AttemptId(7, 2))).isTrue();
        assertThat(running.executes(new AttemptId(7, 1))).isFalse();
    }

    @Test
    void up_to_an_attempt_are_those_of_its_run_with_no_higher_number() {
        var first = attempt(1);
        running.add(first);
        assertThat(running.upTo(new AttemptId(7, 0))).isEmpty();
        assertThat(running.upTo(new AttemptId(8, 5))).isEmpty();
        assertThat(running.upTo(new AttemptId(7, 5))).containsExactly(first);
    }

    @Test
    void an_attempt_that_is_replaced_while_it_is_given_up_stays_reachable() throws Exception {
        for (var round = 0; round < 500; round++) {
            var earlier = attempt(1);
            var later = attempt(2);
            running.add(earlier);
            var stopping = Thread.ofVirtual().start(() -> running.giveUp(earlier, "stopped"));
            running.add(later);
            stopping.join();
            assertThat(running.withThreads()).containsExactlyInAnyOrder(earlier, later);
            running.gone(earlier);
            running.gone(later);
        }
    }

    @Test
    @Timeout(10)
    void whoever_waits_for_an_attempt_goes_on_when_there_is_one() throws Exception {
        for (var round = 0; round < 200; round++) {
            var waiting = Thread.ofPlatform().start(() -> {
                while (running.size() == 0) {
                    running.awaitAny();
                }
            });
            running.add(attempt(1));
            waiting.join();
            running.gone(running.find(7).orElseThrow());
        }
    }
}
