package io.agentrunner.journal;

import io.agentrunner.run.Retry;
import io.agentrunner.run.RunStatus;
import java.time.Instant;
import java.util.OptionalDouble;
import java.util.UUID;

/**
 * A run's row as its lock found it.
 *
 * @param retry the run's own, or null
 * @param leased whether the lease of the node that holds it is live
 * @param overdue whether the deadline of the run has passed
 * @param now the database's clock
 * @param pauseRequestedBy the operator who asked it to pause; null when nobody did, or nobody knows who
 * @param sinceFirstStart seconds; none when it was never started
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
        OptionalDouble sinceFirstStart) {

    /** Returns whether the write may change this run. A time-out is told by any node: it needs no lease. */
    boolean isHeldBy(RunWrite write) {
        return status == RunStatus.RUNNING
                && attempt == write.attempt()
                && write.node().equals(node)
                && (leased || write.outcome() instanceof Outcome.TimeOut);
    }

    /** Returns whether an earlier try of this iteration committed though its answer was lost with the connection. */
    boolean has(RunWrite write) {
        return write.outcome() instanceof Outcome.Continue && iteration >= write.iteration();
    }
}
