package io.agentrunner.worker;

import io.agentrunner.claim.AttemptId;
import io.agentrunner.claim.Claims;
import io.agentrunner.claim.GivenBack;
import io.agentrunner.claim.GivenBack.Reason;
import io.agentrunner.platform.thread.Lifecycle;
import io.agentrunner.platform.thread.OnDemand;
import io.agentrunner.signal.Signals;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;

/** Gives attempts back to the queue that this node holds and does not execute, and says so. Thread-safe. */
@ApplicationScoped
class GiveBack implements Lifecycle {
    private record Request(UUID node, List<AttemptId> attempts, Reason reason, Duration later) {}

    @Inject
    private Claims claims;

    @Inject
    private RecoveryMetrics metrics;

    @Inject
    private AttemptLog log;

    @Inject
    private Signals signals;

    @Inject
    private ClaimLoop loop;

    private final Queue<Request> requests = new ConcurrentLinkedQueue<>();
    private final OnDemand rounds =
            new OnDemand("give-back", "Runs were not given back; a comparison does it later", this::round);

    @Override
    public void open(UnaryOperator<Runnable> inContext) {
        rounds.open(inContext);
    }

    @Override
    public void close() {
        rounds.close();
    }

    /** Gives an attempt back on a thread of its own. Returns at once. */
    void soon(Attempt execution, Reason reason, Duration wait) {
        var attempt = new AttemptId(execution.runId(), execution.attempt());
        requests.add(new Request(execution.node(), List.of(attempt), reason, wait));
        rounds.ask();
    }

    private void round() {
        for (var request = requests.poll(); request != null; request = requests.poll()) {
            now(request.node(), request.attempts(), request.reason(), request.later());
        }
    }

    /**
     * Gives those back that the node still holds; rows that somebody locked are left to {@link Comparison}.
     *
     * @param wait until the runs are due again
     */
    void now(UUID node, List<AttemptId> attempts, Reason reason, Duration wait) {
        var given = claims.giveBack(node, attempts, reason, wait);
        metrics.givenBack(given);
        log.each(Level.WARNING, given, one -> line(node, one, reason), "given back");
        if (!given.isEmpty()) {
            loop.wake();
            signals.send(RunSignals.QUEUED);
        }
    }

    private static String line(UUID node, GivenBack given, Reason reason) {
        var head =
                AttemptLog.head(node, given.attempt().runId(), given.attempt().attempt());
        return given.quarantined()
                ? head + " quarantined, given back more often in a row than worker.max.recoveries allows: "
                        + reason.text()
                : head + " given back: " + reason.text();
    }
}
