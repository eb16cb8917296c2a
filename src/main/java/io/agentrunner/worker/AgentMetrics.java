package io.agentrunner.worker;

import io.agentrunner.execution.ClaimedRun;
import io.agentrunner.execution.Written;
import io.agentrunner.run.RunMetrics;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.model.snapshots.Unit;

/**
 * What is told about the attempts of one agent. Looked up once an attempt: a look-up by labels at each count would cost
 * more than the count. Thread-safe.
 */
record AgentMetrics(
        String agent,
        RunMetrics runs,
        DistributionDataPoint runSeconds,
        DistributionDataPoint iterationSeconds,
        CounterDataPoint failures,
        CounterDataPoint retries) {

    /** An iteration was committed that began at {@code begunAt}, of the monotonic clock. */
    void iterated(long begunAt) {
        iterationSeconds.observe(secondsSince(begunAt));
    }

    /** The end of an attempt was written, or lost: by completion, by failure or by time-out. */
    void ended(ClaimedRun run, long begunAt, Written written) {
        if (!(written instanceof Written.Parked(String status))) {
            return;
        }
        if (status.equals("COMPLETED")) {
            runs.ended(agent, "completed", 1);
        } else {
            failed(status);
        }
        if (status.equals("COMPLETED") || status.equals("FAILED")) {
            runSeconds.observe(run.sinceFirstStart() + secondsSince(begunAt));
        }
    }

    /** An attempt failed or timed out; whether its run failed with it, the status says. */
    void failed(String status) {
        failures.inc();
        if (status.equals("FAILED")) {
            runs.ended(agent, "failed", 1);
        } else {
            retries.inc();
        }
    }

    private static double secondsSince(long begunAt) {
        return Unit.nanosToSeconds(System.nanoTime() - begunAt);
    }
}
