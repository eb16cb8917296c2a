package io.agentrunner.bench;

import io.agentrunner.launcher.LaunchFailure;
import java.time.Duration;

/**
 * The size of the measurements. The published numbers are for {@link #FULL_RUNS} runs. With fewer runs everything
 * shrinks in proportion, and each measurement still has all of its steps.
 *
 * @param runs queued runs of a drain
 * @param turns how often floor and server are measured, alternately
 */
record Scale(int runs, int turns) {
    static final int FULL_RUNS = 100_000;
    private static final int FEWEST = 100;

    static Scale of(String runs) {
        try {
            var number = Integer.parseInt(runs);
            if (number >= FEWEST && number <= FULL_RUNS) {
                return new Scale(number, number < FULL_RUNS / 10 ? 1 : 3);
            }
        } catch (NumberFormatException notANumber) {
            // the failure below names it
        }
        throw new LaunchFailure(
                "BENCH_RUNS=" + runs + " is not a whole number from " + FEWEST + " to " + FULL_RUNS + ".");
    }

    /** Returns the full number in proportion to the runs, but not less than a minimum with meaningful results. */
    int of(int full, int least) {
        return (int) Math.max(least, (long) full * runs / FULL_RUNS);
    }

    Duration of(Duration full, Duration least) {
        return Duration.ofMillis(of((int) full.toMillis(), (int) least.toMillis()));
    }
}
