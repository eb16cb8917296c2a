package io.agentrunner.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** The times until the effects of one kind of request, seen from outside and so including the time of a check. */
final class Latencies {
    private static final Duration LOOK_EVERY = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofSeconds(20);

    private static final Duration NEVER = ChronoUnit.FOREVER.getDuration();

    private final String kind;
    private final List<Duration> all = new ArrayList<>();

    Latencies(String kind) {
        this.kind = kind;
    }

    /** Measures the time from before the request until the effect. Fails if there is no effect. */
    void measure(Runnable request, BooleanSupplier effect) {
        all.add(time(request, effect));
    }

    /** Measures the same for an effect that either occurs within a time or never. */
    void measure(Runnable request, BooleanSupplier over, BooleanSupplier came) {
        var time = time(request, over);
        all.add(came.getAsBoolean() ? time : NEVER);
    }

    private Duration time(Runnable request, BooleanSupplier effect) {
        var began = System.nanoTime();
        request.run();
        while (!effect.getAsBoolean()) {
            if (System.nanoTime() - began > LONGEST.toNanos()) {
                throw new AssertionError(kind + " shows no effect after " + LONGEST + ", before it: " + this);
            }
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
        }
        return Duration.ofNanos(System.nanoTime() - began);
    }

    Duration median() {
        return all.stream().sorted().skip((all.size() - 1) / 2).findFirst().orElseThrow();
    }

    Duration longest() {
        return all.stream().max(Comparator.naturalOrder()).orElseThrow();
    }

    /** Fails unless at least half of them took at most this time. */
    void expectHalfWithin(Duration half) {
        assertThat(median()).as("median of %s", this).isLessThanOrEqualTo(half);
    }

    /** Fails unless all of them took at most this time. */
    void expectAllWithin(Duration most) {
        assertThat(longest()).as("longest of %s", this).isLessThanOrEqualTo(most);
    }

    @Override
    public String toString() {
        return all.isEmpty()
                ? kind + ": none"
                : "%s: %d times, p50 %s, max %s".formatted(kind, all.size(), text(median()), text(longest()));
    }

    private static String text(Duration time) {
        return time.equals(NEVER) ? "never" : time.toMillis() + " ms";
    }
}
