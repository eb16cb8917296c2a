package io.agentrunner.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.journal.Waits.Awaited;
import java.util.List;
import org.junit.jupiter.api.Test;

class WaitsTest {
    private static Awaited running(long id) {
        return new Awaited(id, true, false, null);
    }

    private static Awaited waiting(long id, long other) {
        return new Awaited(id, true, false, other);
    }

    @Test
    void a_run_may_wait_for_one_that_runs_or_waits_or_has_ended() {
        var waits = new Waits(List.of(running(7), waiting(8, 9), running(9), new Awaited(10, true, true, null)));
        for (var other : List.of(7L, 8L, 9L, 10L)) {
            assertThat(waits.refusal(5, other)).as("run " + other).isEmpty();
        }
    }

    @Test
    void not_there_and_locked_are_different_answers() {
        var waits = new Waits(List.of(new Awaited(7, false, null, null), new Awaited(8, true, null, null)));
        assertThat(waits.refusal(5, 7))
                .contains(new Written.Refused("Run 5 cannot wait for run 7: run 7 does not exist."));
        assertThat(waits.refusal(5, 8)).contains(new Written.Locked());
        assertThat(waits.refusal(5, 9))
                .as("not looked for, since another adds waits now")
                .contains(new Written.Locked());
    }

    @Test
    void a_circle_is_refused_and_named() {
        var waits = new Waits(List.of(waiting(7, 9), waiting(9, 5), running(5)));
        assertThat(waits.refusal(5, 7))
                .contains(new Written.Refused("Run 5 cannot wait for run 7, which would never end:"
                        + " run 5 waits for 7 waits for 9 waits for 5."));
        assertThat(waits.refusal(5, 5)).contains(new Written.Refused("Run 5 cannot wait for itself."));
    }

    @Test
    void a_circle_that_closes_within_one_batch_is_refused_too() {
        var waits = new Waits(List.of(running(5), running(7)));
        assertThat(waits.refusal(5, 7)).isEmpty();
        waits.add(5, 7);
        assertThat(waits.refusal(7, 5))
                .contains(new Written.Refused(
                        "Run 7 cannot wait for run 5, which would never end:" + " run 7 waits for 5 waits for 7."));
    }

    @Test
    void a_circle_of_others_that_somebody_made_by_hand_ends_the_search() {
        var waits = new Waits(List.of(waiting(7, 8), waiting(8, 7)));
        assertThat(waits.refusal(5, 7)).isEmpty();
    }
}
