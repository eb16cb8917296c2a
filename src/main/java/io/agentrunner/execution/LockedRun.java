package io.agentrunner.execution;

import java.util.UUID;

/** A run's row as its lock found it. */
record LockedRun(
        long id,
        int attempt,
        UUID node,
        String status,
        int iteration,
        int lastEvent,
        boolean pauseRequested,
        int lastDirective) {

    boolean isHeldBy(RunWrite write) {
        return status.equals("RUNNING")
                && attempt == write.attempt()
                && write.node().equals(node);
    }

    /** Whether an earlier try of this iteration committed though its answer was lost with the connection. */
    boolean has(RunWrite write) {
        return write.outcome() instanceof Outcome.Continue && iteration >= write.iteration();
    }
}
