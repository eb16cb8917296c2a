package io.agentrunner.system;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits on a condition, with a limit. */
final class Await {
    private static final Duration LOOK_EVERY = Duration.ofMillis(20);

    private Await() {}

    static void until(BooleanSupplier condition, Duration most, Supplier<String> otherwise) {
        var end = System.nanoTime() + most.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("Not within " + most + ": " + otherwise.get());
            }
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
        }
    }
}
