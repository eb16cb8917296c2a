package io.agentrunner.worker;

import io.agentrunner.execution.ClaimedRun;
import io.agentrunner.execution.Outcome;
import io.agentrunner.execution.Written;
import io.agentrunner.run.RunMetrics;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import java.util.concurrent.TimeUnit;

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

    /** The end of an attempt was written, or lost. */
    void ended(ClaimedRun run, long begunAt, Outcome outcome, Written written) {
        if (!(written instanceof Written.Parked(String status))) {
            return;
        }
        if (outcome instanceof Outcome.Fail || outcome instanceof Outcome.TimeOut) {
            failures.inc();
        }
        switch (status) {
            case "COMPLETED" -> finished(run, begunAt, "completed");
            case "FAILED" -> finished(run, begunAt, "failed");
            default -> retries.inc();
        }
    }

    private void finished(ClaimedRun run, long begunAt, String outcome) {
        runs.ended(agent, outcome, 1);
        runSeconds.observe(run.sinceFirstStart() + secondsSince(begunAt));
    }

    private static double secondsSince(long nanos) {
        return (System.nanoTime() - nanos) / (double) TimeUnit.SECONDS.toNanos(1);
    }
}
