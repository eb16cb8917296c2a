package io.agentrunner.run;

import java.time.Instant;

/**
 * The state of the cluster at a time, as it was sampled.
 *
 * @param seconds time since the sample before it
 * @param queued runs in the queue that are due
 * @param completed runs that completed in this time; those that failed or were stopped follow
 * @param nodes live nodes
 * @param inFlight runs that they execute, as of their last heartbeats
 * @param concurrency runs that they may execute
 */
public record MetricSample(
        Instant at,
        int seconds,
        long queued,
        long scheduled,
        long running,
        long paused,
        long completed,
        long failed,
        long stopped,
        long oldestQueuedSeconds,
        int nodes,
        int inFlight,
        int concurrency) {}
