package io.agentrunner.worker;

import io.agentrunner.claim.GivenBack.Reason;
import io.agentrunner.node.Membership;
import io.agentrunner.platform.thread.Lifecycle;
import io.agentrunner.platform.thread.Loop;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;

/**
 * Watches the monotonic clock on its own thread, without the database. Ends attempts whose time is over, and abandons
 * every attempt whose lease has ended. Rests while there are no attempts. Thread-safe.
 */
@ApplicationScoped
class Watch implements Lifecycle {
    /** The reason for the end of an attempt with its node. */
    static final String LEASE_ENDED = "this node lost its lease";

    private static final System.Logger LOG = System.getLogger(Watch.class.getName());
    private static final Duration BUSY_AFTER = Duration.ofSeconds(1);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

    @Inject
    private Membership membership;

    @Inject
    private Running running;

    @Inject
    private RunExecutor executor;

    @Inject
    private ClaimLoop claims;

    @Inject
    private Carriers carriers;

    @Inject
    private Lingering lingering;

    @Inject
    private GiveBack giveBack;

    private final Loop loop = new Loop("watch", "The watch failed and continues", this::watch);

    @Override
    public void open(UnaryOperator<Runnable> inContext) {
        loop.open(inContext);
    }

    @Override
    public void close() {
        loop.close();
    }

    private void watch() {
        running.awaitAny();
        try {
            look();
        } finally {
            LockSupport.parkNanos(membership.watchEvery().toNanos());
        }
    }

    private void look() {
        for (var execution : running.all()) {
            if (!membership.holds(execution.node())) {
                LOG.log(Level.WARNING, "{0} abandoned: the lease of node {1} ended", execution, execution.node());
                running.giveUp(execution, LEASE_ENDED);
                claims.slotFreed();
            } else if (execution.clock().timesOutNow()) {
                executor.timeOut(execution, claims::slotFreed);
            } else if (execution.clock().waitsFor(BUSY_AFTER)) {
                waits(execution);
            }
        }
        lingering.look();
    }

    /** Handles an attempt that has not begun, since it waits for a processor or for an older attempt of the run. */
    private void waits(Attempt execution) {
        if (!execution.awaitsOlder()) {
            carriers.isBusy();
        }
        if (execution.clock().waitsFor(AttemptClock.TO_BEGIN)
                && execution.clock().withdraw()) {
            var reason = execution.awaitsOlder() ? Reason.OLDER_LINGERS : Reason.NOT_BEGUN;
            giveBack.soon(execution, reason, execution.awaitsOlder() ? lingered(execution) : Duration.ZERO);
            running.giveUp(execution, reason.text());
            claims.slotFreed();
        }
    }

    /**
     * Returns a delay as long as the older attempt has already overrun, so an agent that never ends does not fill the
     * log of its run.
     */
    private Duration lingered(Attempt execution) {
        var lingered = running.before(execution).stream()
                .map(older -> older.thread().sinceOver())
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
        return lingered.compareTo(LONGEST_WAIT) < 0 ? lingered : LONGEST_WAIT;
    }
}
