package io.agentrunner.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.inside.Await;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AttemptClockTest {
    private static final Duration SHORT = Duration.ofMillis(1);

    @Test
    void the_time_out_counts_from_the_begin_and_not_from_the_claim() {
        var clock = new AttemptClock(SHORT, Optional.empty());
        Await.until("it waits for longer than its time-out", () -> clock.waitsFor(SHORT.multipliedBy(5)));
        assertThat(clock.timesOutNow()).isFalse();
        assertThat(clock.begin()).isTrue();
        assertThat(clock.waitsFor(Duration.ZERO)).isFalse();
        Await.until("its time is over", clock::timesOutNow);
        assertThat(clock.timesOutNow()).as("a second time").isFalse();
    }

    @Test
    void the_deadline_counts_from_the_claim() {
        var clock = new AttemptClock(Duration.ofHours(1), Optional.of(Duration.ofMillis(20)));
        Await.until("the deadline has passed", () -> clock.waitsFor(Duration.ofMillis(20)));
        clock.begin();
        assertThat(clock.timesOutNow()).isTrue();
    }

    @Test
    void an_attempt_begins_or_is_withdrawn_and_never_both() {
        var begun = new AttemptClock(SHORT, Optional.empty());
        assertThat(begun.begin()).isTrue();
        assertThat(begun.withdraw()).isFalse();
        var withdrawn = new AttemptClock(SHORT, Optional.empty());
        assertThat(withdrawn.withdraw()).isTrue();
        assertThat(withdrawn.begin()).isFalse();
        assertThat(withdrawn.withdraw()).isFalse();
        assertThat(withdrawn.timesOutNow()).isFalse();
    }
}
