package io.agentrunner.bench;

import io.agentrunner.launcher.LaunchFailure;
import java.time.Duration;

/**
 * How much of everything. The published numbers are those of {@link #FULL_RUNS} runs; with fewer, everything shrinks with
 * them, and each measurement still takes all of its steps.
 *
 * @param runs queued runs of a drain
 * @param turns of floor and server, in turn
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
            // the line below says it
        }
        throw new LaunchFailure(
                "BENCH_RUNS=" + runs + " is not a whole number from " + FEWEST + " to " + FULL_RUNS + ".");
    }

    /** So many at full scale, in proportion with fewer runs, but not below the least that still shows something. */
    int of(int full, int least) {
        return (int) Math.max(least, (long) full * runs / FULL_RUNS);
    }

    Duration of(Duration full, Duration least) {
        return Duration.ofMillis(of((int) full.toMillis(), (int) least.toMillis()));
    }
}
