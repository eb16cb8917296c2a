package io.agentrunner.journal;

import io.agentrunner.run.Retry;
import io.agentrunner.run.RunStatus;
import java.time.Instant;
import java.util.OptionalDouble;
import java.util.UUID;

/**
 * A run's row at the time of its lock.
 *
 * @param retry the policy of the run, or null
 * @param leased whether the lease of the node that holds it is live
 * @param overdue whether the deadline of the run has passed
 * @param now the time of the database's clock
 * @param pauseRequestedBy the operator who asked the run to pause; null if nobody did, or if the name is unknown
 * @param sinceFirstStart seconds since the first start; empty if the run was never started
 */
record LockedRun(
        long id,
        int attempt,
        UUID node,
        RunStatus status,
        int iteration,
        int lastEvent,
        boolean pauseRequested,
        int lastDirective,
        int failures,
        int maxAttempts,
        Retry retry,
        boolean leased,
        boolean overdue,
        Instant now,
        String pauseRequestedBy,
        String agent,
        OptionalDouble sinceFirstStart)
        implements FoundRun {

    /** Returns whether the write may change this run. Any node may write a time-out, without a lease. */
    boolean isHeldBy(RunWrite write) {
        return status == RunStatus.RUNNING
                && attempt == write.attempt()
                && write.node().equals(node)
                && (leased || write.outcome() instanceof Outcome.TimeOut);
    }

    /**
     * Returns whether an earlier try of this iteration was committed although its answer was lost with the connection.
     */
    boolean has(RunWrite write) {
        return write.outcome() instanceof Outcome.Continue && iteration >= write.iteration();
    }
}
