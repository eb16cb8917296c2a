package io.agentrunner.run;

/**
 * How many runs there are of each status.
 *
 * @param queued runs in the queue that are due
 * @param scheduled runs in the queue that are due later, or wait for another run; to the second
 * @param oldestQueuedSeconds how long the longest waiting run has been due and in the queue; 0 when none is
 * @param unclaimable due runs of agents that no live node has; counted up to 1,000 for each agent and priority
 */
public record Stats(
        long queued,
        long scheduled,
        long running,
        long paused,
        long completed,
        long failed,
        long stopped,
        long oldestQueuedSeconds,
        long unclaimable) {}
