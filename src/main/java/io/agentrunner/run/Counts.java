package io.agentrunner.run;

import java.time.Instant;

/**
 * The number of runs of each status, at a time of the database's clock.
 *
 * @param queued runs in the queue that are due
 * @param scheduled runs in the queue that are due later, or wait for another run
 */
public record Counts(
        long queued,
        long scheduled,
        long running,
        long paused,
        long completed,
        long failed,
        long stopped,
        Instant at) {}
