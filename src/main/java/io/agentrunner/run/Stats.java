package io.agentrunner.run;

/**
 * How many runs there are of each status.
 *
 * @param oldestQueuedSeconds how long the longest waiting queued run has been due; 0 when none is
 */
public record Stats(
        long queued, long running, long paused, long completed, long failed, long stopped, long oldestQueuedSeconds) {}
