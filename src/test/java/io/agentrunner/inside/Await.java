package io.agentrunner.inside;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for a condition, with a limit. Checks it often at first, then every 20 ms. */
public final class Await {
    private static final Duration MOST = Duration.ofSeconds(20);
    private static final long FIRST_PAUSE_NANOS = 3_000_000;
    private static final long LONGEST_PAUSE_NANOS = 20_000_000;

    private Await() {}

    /** Fails the test if the condition does not become true. */
    public static void until(String what, BooleanSupplier condition) {
        until(what, MOST, condition);
    }

    public static void until(String what, Duration most, BooleanSupplier condition) {
        until(condition, most, () -> what);
    }

    /**
     * Fails the test with a text that is only made then.
     *
     * @param otherwise describes the actual state
     */
    public static void until(BooleanSupplier condition, Duration most, Supplier<String> otherwise) {
        var begunAt = System.nanoTime();
        while (!condition.getAsBoolean()) {
            var passed = System.nanoTime() - begunAt;
            if (passed > most.toNanos()) {
                throw new AssertionError("Not within " + most.toMillis() / 1000.0 + " s: " + otherwise.get());
            }
            LockSupport.parkNanos(Math.clamp(passed / 20, FIRST_PAUSE_NANOS, LONGEST_PAUSE_NANOS));
        }
    }
}
