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
 * The node that this process is, and how long it may act as this node. The lease counts from the moment before its renewal
 * was sent, on the monotonic clock, less a tenth. So it ends here before it ends in the database, however slow the answer
 * and however wrong the clocks are. A lease that has ended here never comes back, since its attempts are abandoned. The
 * process then becomes a new node. Times are compared and changed under one lock, so an answer extends the lease before its
 * end or not at all. The row of the node holds the request of operators, and this class keeps the newest version of it.
 * Thread-safe.
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

    /** Returns the reason why this node claims no runs, or empty if it may claim. This is the only place that decides it. */
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

    /** Begins the shutdown, after which the process becomes no other node. */
    public synchronized void leaving() {
        leaving = true;
    }

    /** Returns whether the shutdown has begun. */
    public synchronized boolean isLeaving() {
        return leaving;
    }

    /** Notes whether the newest heartbeat failed. */
    synchronized void renewalFailed(boolean failed) {
        renewalFailed = failed;
    }

    /** Returns whether the newest heartbeat failed. The lease may still be live. */
    synchronized boolean renewalFailed() {
        return renewalFailed;
    }

    /**
     * Takes over the identity of a new node, after its row was inserted.
     *
     * @param sentAt when the statement was sent, by the monotonic clock
     * @param request the request of operators in its row
     * @return whether the process is this node now; false if the shutdown has begun
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
     * Extends the lease of a node, renewed by a statement that was sent at {@code sentAt}.
     *
     * @return whether the lease continues here; false if the answer arrived after its end, which changes nothing
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

    /** Ends the lease of a node, which is over by its row. */
    public synchronized void ended(UUID lost) {
        if (lost.equals(node)) {
            endsAt = clock.getAsLong();
        }
    }

    /**
     * Takes over the request in the row of a node, and returns whether it is new. Answers may arrive in another order
     * than they were given.
     */
    synchronized boolean learned(UUID asked, DrainRequest request) {
        if (!asked.equals(node) || request.changes() <= drain.changes()) {
            return false;
        }
        drain = request;
        return true;
    }

    /** Returns whether an operator asked this process to drain, by the newest known version of the row. */
    synchronized boolean isDrained() {
        return drain.requested();
    }

    /** Returns the node that this process is, or was last. */
    public synchronized UUID node() {
        return node;
    }

    /** Returns whether this process is that node, with a live lease. Once false, it stays false. */
    public synchronized boolean holds(UUID asked) {
        return isLive() && node.equals(asked);
    }

    /** Returns whether this process has a live lease. */
    public synchronized boolean isLive() {
        return node != null && clock.getAsLong() - endsAt < 0;
    }

    /** Returns how often the end of the lease must be checked to interrupt the agents in time. */
    public Duration watchEvery() {
        var twentieth = lease.get().dividedBy(20);
        return twentieth.compareTo(Duration.ofMillis(250)) < 0 ? twentieth : Duration.ofMillis(250);
    }
}
