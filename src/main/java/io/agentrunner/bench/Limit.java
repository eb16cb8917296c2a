package io.agentrunner.bench;

import io.agentrunner.launcher.LaunchFailure;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waits with a limit. */
final class Limit {
    /** A condition that ends a wait. */
    interface Condition {
        boolean holds() throws SQLException;
    }

    private Limit() {}

    /**
     * Checks the condition at this interval until it holds.
     *
     * @param what subject and verb for the message, such as "all runs had ended"
     * @throws LaunchFailure naming the condition, when the time is over
     */
    static void await(String what, Duration most, Duration apart, Condition condition) throws SQLException {
        var deadline = System.nanoTime() + most.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > deadline) {
                throw new LaunchFailure("After " + most.toSeconds() + " s it still did not hold that " + what + ".");
            }
            LockSupport.parkNanos(apart.toNanos());
        }
    }

    /** Waits, for a measurement over a period. */
    static void pass(Duration time) {
        var end = System.nanoTime() + time.toNanos();
        for (var left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
