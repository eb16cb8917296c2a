package io.agentrunner.worker;

import io.agentrunner.journal.Written;
import io.agentrunner.run.RunStatus;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.model.snapshots.Unit;

/**
 * The metrics of the attempts of one agent. Looked up once per attempt: a look-up by labels at each count would cost
 * more than the count. Thread-safe.
 */
record AgentMetrics(DistributionDataPoint iterationSeconds, CounterDataPoint failures, CounterDataPoint retries) {

    /** An iteration was committed that began at {@code begunAt}, of the monotonic clock. */
    void iterated(long begunAt) {
        iterationSeconds.observe(secondsSince(begunAt));
    }

    /** The end of an attempt was written, or lost: by completion, by failure or by time-out. */
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
