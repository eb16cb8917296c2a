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

/** Gives attempts that this node holds but does not execute back to the queue, and logs them. Thread-safe. */
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
            new OnDemand("give-back", "Runs could not be given back; a later comparison tries again", this::round);

    @Override
    public void open(UnaryOperator<Runnable> inContext) {
        rounds.open(inContext);
    }

    @Override
    public void close() {
        rounds.close();
    }

    /** Gives an attempt back on another thread. Returns at once. */
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
     * Gives back the attempts that the node still holds. Locked rows are left to {@link Comparison}.
     *
     * @param wait the delay before the runs are due again
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
