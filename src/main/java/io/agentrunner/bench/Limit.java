package io.agentrunner.bench;

import io.agentrunner.launcher.LaunchFailure;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waits with a limit. */
final class Limit {
    /** The condition that ends the wait. */
    interface Condition {
        boolean holds() throws SQLException;
    }

    private Limit() {}

    /**
     * Looks again and again, so far apart, until the condition holds.
     *
     * @param what the sentence's subject and verb, such as "all runs had ended"
     * @throws LaunchFailure saying what did not happen, when the time is over
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

    /** Lets time pass, for what is measured over a time. */
    static void pass(Duration time) {
        var end = System.nanoTime() + time.toNanos();
        for (var left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
