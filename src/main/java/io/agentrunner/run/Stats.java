package io.agentrunner.run;

/**
 * The number of runs of each status.
 *
 * @param queued runs in the queue that are due
 * @param scheduled runs in the queue that are due later, or wait for another run; to the second
 * @param oldestQueuedSeconds how long the longest waiting run has been due in the queue, in seconds; 0 if there is none
 * @param unclaimable due runs of agents that no live node has; counted up to 1,000 for each agent and priority, or, of
 *     some projects, for each project and agent
 * @param needsAnswer runs that ask a person something; no agent can ask yet, so it is 0
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
        long unclaimable,
        long needsAnswer) {
    /** The due runs that wait: how long the oldest of them waits, and how many no live node can execute. */
    record Waiting(double seconds, long unclaimable) {}

    static Stats of(Counts counts, Waiting waiting) {
        return new Stats(
                counts.queued(),
                counts.scheduled(),
                counts.running(),
                counts.paused(),
                counts.completed(),
                counts.failed(),
                counts.stopped(),
                (long) waiting.seconds(),
                waiting.unclaimable(),
                0);
    }
}
