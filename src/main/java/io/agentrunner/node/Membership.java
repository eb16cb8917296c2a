package io.agentrunner.node;

import io.agentrunner.settings.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The node that this process is, and how long it may act as that. The lease counts from before its renewal was sent, on the
 * monotonic clock, less a tenth: here it ends before it ends in the database, whatever the answer took and whatever the
 * clocks say. A lease that has ended here never comes back, since its attempts are given up: the process becomes a new
 * node. Times are compared and changed under one lock, so an answer extends the lease before its end or not at all.
 * What operators asked of the node stands in its row; this knows the newest answer of that row. Thread-safe.
 */
@ApplicationScoped
public class Membership {
    private final LongSupplier clock;
    private Supplier<Duration> lease;
    private BooleanSupplier enabled;

    private UUID node;
    private DrainRequest drain = new DrainRequest(false, 0);
    private long endsAt;
    private boolean leaving;
    private boolean renewalFailed;

    Membership() {
        this(System::nanoTime, null, null);
    }

    /** @param clock monotonic, in nanoseconds */
    Membership(LongSupplier clock, Supplier<Duration> lease, BooleanSupplier enabled) {
        this.clock = clock;
        this.lease = lease;
        this.enabled = enabled;
    }

    @Inject
    void configure(Settings settings) {
        lease = settings::lease;
        enabled = settings::workerEnabled;
    }

    /** Why this node claims no runs; empty when it may. The only place that says so. */
    public Set<NotClaiming> notClaiming() {
        var isEnabled = enabled.getAsBoolean();
        synchronized (this) {
            var reasons = EnumSet.noneOf(NotClaiming.class);
            if (leaving) {
                reasons.add(NotClaiming.SHUTTING_DOWN);
            }
            if (node == null) {
                reasons.add(NotClaiming.STARTING);
            } else if (!isLive()) {
                reasons.add(NotClaiming.LEASE_ENDED);
            }
            if (drain.requested()) {
                reasons.add(NotClaiming.DRAINING);
            }
            if (!isEnabled) {
                reasons.add(NotClaiming.DISABLED);
            }
            return reasons;
        }
    }

    /** Returns whether nothing keeps this node from claiming runs. */
    public boolean mayClaim() {
        return notClaiming().isEmpty();
    }

    /** Shutdown has begun: the process becomes no other node any more. */
    public synchronized void leaving() {
        leaving = true;
    }

    /** Returns whether shutdown has begun. */
    public synchronized boolean isLeaving() {
        return leaving;
    }

    /** Returns whether the newest heartbeat failed, or did not. */
    synchronized void renewalFailed(boolean failed) {
        renewalFailed = failed;
    }

    /** Returns whether the newest heartbeat failed; the lease may go on for a while. */
    synchronized boolean renewalFailed() {
        return renewalFailed;
    }

    /**
     * The process was entered as a new node.
     *
     * @param sentAt when the statement was sent, of the monotonic clock
     * @param request what operators asked of it, by its row
     * @return whether it is that node now; not when shutdown has begun
     */
    synchronized boolean joined(UUID newNode, long sentAt, DrainRequest request) {
        if (leaving) {
            return false;
        }
        node = newNode;
        drain = request;
        endsAt = endOf(sentAt);
        return true;
    }

    /**
     * The lease of a node was renewed by a statement that was sent at {@code sentAt}.
     *
     * @return whether it holds on here; not when the answer came after its end, which changes nothing
     */
    synchronized boolean renewed(UUID renewed, long sentAt) {
        if (!holds(renewed)) {
            return false;
        }
        endsAt = endOf(sentAt);
        return true;
    }

    private long endOf(long sentAt) {
        return sentAt + lease.get().multipliedBy(9).dividedBy(10).toNanos();
    }

    /** The row of a node says that its lease is over. */
    public synchronized void ended(UUID lost) {
        if (lost.equals(node)) {
            endsAt = clock.getAsLong();
        }
    }

    /** The row of a node said this; answers may come in another order than they were given. Returns whether it is news. */
    synchronized boolean learned(UUID asked, DrainRequest request) {
        if (!asked.equals(node) || request.changes() <= drain.changes()) {
            return false;
        }
        drain = request;
        return true;
    }

    /** Returns whether an operator asked this process to drain, as far as it knows: the row decides. */
    synchronized boolean isDrained() {
        return drain.requested();
    }

    /** The node that this process is, or was last. */
    public synchronized UUID node() {
        return node;
    }

    /** Returns whether this process is that node, with a live lease. Once it is not, it never is again. */
    public synchronized boolean holds(UUID asked) {
        return isLive() && node.equals(asked);
    }

    /** Returns whether this process has a live lease. */
    public synchronized boolean isLive() {
        return node != null && clock.getAsLong() - endsAt < 0;
    }

    /** How often to look whether the lease has ended: often enough to interrupt the agents in time. */
    public Duration watchEvery() {
        var twentieth = lease.get().dividedBy(20);
        return twentieth.compareTo(Duration.ofMillis(250)) < 0 ? twentieth : Duration.ofMillis(250);
    }
}
