package io.agentrunner.worker;

import io.agentrunner.settings.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.UUID;

/**
 * Who this process is to the others, and for how long it may act as that. The lease counts from before its renewal was
 * sent, on the monotonic clock, less a tenth: here it ends before it ends in the database, whatever the answer took and
 * whatever the clocks say. Thread-safe.
 */
@ApplicationScoped
class Membership {
    private record Lease(UUID node, long endsAt) {
        boolean isLive() {
            return node != null && System.nanoTime() - endsAt < 0;
        }
    }

    @Inject
    private Settings settings;

    private volatile Lease lease = new Lease(null, System.nanoTime());

    private volatile boolean leaving;

    /** Shutdown has begun. */
    void leaving() {
        leaving = true;
    }

    /** Whether shutdown has begun. */
    boolean isLeaving() {
        return leaving;
    }

    /** The lease of a node was entered or renewed by a statement that was sent at {@code sentAt}, of the monotonic clock. */
    void held(UUID node, long sentAt) {
        lease = new Lease(
                node, sentAt + settings.lease().multipliedBy(9).dividedBy(10).toNanos());
    }

    /** The lease ended; the next {@link #held} is by a new node. */
    void ended() {
        lease = new Lease(lease.node(), System.nanoTime());
    }

    /** The node that this process is, or was last. */
    UUID node() {
        return lease.node();
    }

    /** Whether this process is that node, with a live lease. */
    boolean holds(UUID node) {
        var now = lease;
        return now.isLive() && now.node().equals(node);
    }

    /** Whether this process has a live lease. */
    boolean isLive() {
        return lease.isLive();
    }

    /** How often to look whether the lease has ended: often enough to interrupt the agents in time. */
    Duration watchEvery() {
        var twentieth = settings.lease().dividedBy(20);
        return twentieth.compareTo(Duration.ofMillis(250)) < 0 ? twentieth : Duration.ofMillis(250);
    }
}
