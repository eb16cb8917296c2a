package io.agentrunner.worker;

import io.agentrunner.execution.AttemptId;
import io.agentrunner.execution.Claims;
import io.agentrunner.execution.GivenBack;
import io.agentrunner.execution.GivenBack.Reason;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.UUID;

/** Gives attempts back to the queue that this node holds and does not execute, and says so. Thread-safe. */
@ApplicationScoped
class GiveBack {
    @Inject
    private Claims claims;

    @Inject
    private RecoveryMetrics metrics;

    @Inject
    private AttemptLog log;

    @Inject
    private Broadcast broadcast;

    @Inject
    private ClaimLoop loop;

    /** Gives those back that the node still holds; rows that somebody locked are left to {@link Comparison}. */
    void now(UUID node, List<AttemptId> attempts, Reason reason) {
        var given = claims.giveBack(node, attempts, reason);
        metrics.givenBack(given);
        log.each(Level.WARNING, given, one -> line(node, one, reason), "given back");
        if (!given.isEmpty()) {
            loop.wake();
            broadcast.send(Signals.QUEUED);
        }
    }

    private static String line(UUID node, GivenBack given, Reason reason) {
        var head =
                AttemptLog.head(node, given.attempt().runId(), given.attempt().attempt());
        return given.quarantined()
                ? head + " quarantined: it was given back more often in a row than worker.max.recoveries allows: "
                        + reason.text()
                : head + " given back: " + reason.text();
    }
}
