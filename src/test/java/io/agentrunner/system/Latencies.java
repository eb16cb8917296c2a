package io.agentrunner.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** How long requests of one kind take to show their effect, seen from outside and so with what the look itself takes. */
final class Latencies {
    private static final Duration LOOK_EVERY = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofSeconds(20);

    private static final Duration NEVER = ChronoUnit.FOREVER.getDuration();

    private final String kind;
    private final List<Duration> all = new ArrayList<>();

    Latencies(String kind) {
        this.kind = kind;
    }

    /** From the moment before the request until the effect is there; fails when it does not come. */
    void measure(Runnable request, BooleanSupplier effect) {
        all.add(time(request, effect));
    }

    /** The same for an effect that, when its moment is over, has come or never will. */
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

    /** That half of them took no longer. */
    void expectHalfWithin(Duration half) {
        assertThat(median()).as("median of %s", this).isLessThanOrEqualTo(half);
    }

    /** That none took longer. */
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
