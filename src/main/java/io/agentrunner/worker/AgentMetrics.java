package io.agentrunner.worker;

import io.agentrunner.journal.Written;
import io.agentrunner.run.RunMetrics;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.model.snapshots.Unit;
import java.util.OptionalDouble;

/**
 * What is told about the attempts of one agent. Looked up once an attempt: a look-up by labels at each count would cost
 * more than the count. Thread-safe.
 */
record AgentMetrics(
        String agent,
        RunMetrics runs,
        DistributionDataPoint iterationSeconds,
        CounterDataPoint failures,
        CounterDataPoint retries) {

    /** An iteration was committed that began at {@code begunAt}, of the monotonic clock. */
    void iterated(long begunAt) {
        iterationSeconds.observe(secondsSince(begunAt));
    }

    /**
     * The end of an attempt was written, or lost: by completion, by failure or by time-out.
     *
     * @param sinceFirstStart seconds that the run had taken at {@code knownAt}, of the monotonic clock
     */
    void ended(OptionalDouble sinceFirstStart, long knownAt, Written written) {
        if (!(written instanceof Written.Parked(String status))) {
            return;
        }
        if (!status.equals("COMPLETED")) {
            failures.inc();
        }
        switch (status) {
            case "COMPLETED" -> runs.ended(agent, "completed", until(sinceFirstStart, knownAt));
            case "FAILED" -> runs.ended(agent, "failed", until(sinceFirstStart, knownAt));
            default -> retries.inc();
        }
    }

    private static OptionalDouble until(OptionalDouble seconds, long knownAt) {
        return seconds.isPresent()
                ? OptionalDouble.of(seconds.getAsDouble() + secondsSince(knownAt))
                : OptionalDouble.empty();
    }

    private static double secondsSince(long begunAt) {
        return Unit.nanosToSeconds(System.nanoTime() - begunAt);
    }
}
