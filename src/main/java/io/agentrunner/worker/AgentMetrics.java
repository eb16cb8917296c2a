package io.agentrunner.worker;

import io.agentrunner.journal.Written;
import io.agentrunner.run.RunStatus;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.model.snapshots.Unit;

/**
 * The metrics of the attempts of one agent. It is fetched once per attempt, since a look-up by labels costs more than
 * the count itself. Thread-safe.
 */
record AgentMetrics(DistributionDataPoint iterationSeconds, CounterDataPoint failures, CounterDataPoint retries) {

    /** Counts a committed iteration that began at {@code begunAt}, by the monotonic clock. */
    void iterated(long begunAt) {
        iterationSeconds.observe(secondsSince(begunAt));
    }

    /** Counts the end of an attempt by completion, failure or time-out, whether its write was stored or lost. */
    void ended(Written written) {
        if (written instanceof Written.Parked(RunStatus status) && status != RunStatus.COMPLETED) {
            failures.inc();
            if (status != RunStatus.FAILED) {
                retries.inc();
            }
        }
    }

    private static double secondsSince(long begunAt) {
        return Unit.nanosToSeconds(System.nanoTime() - begunAt);
    }
}
