package io.agentrunner.node;

import io.agentrunner.platform.problem.FaultLog;
import io.agentrunner.platform.thread.Lifecycle;
import io.agentrunner.settings.Settings;
import io.agentrunner.settings.SettingsReload;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;
import java.util.UUID;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * Renews this node's lease, also while the server shuts down, and has runs and settings compared. A process whose lease has
 * ended becomes a new node, whatever a late answer says about the old one. Thread-safe.
 */
@ApplicationScoped
public class Heartbeat implements Lifecycle {
    private static final System.Logger LOG = System.getLogger(Heartbeat.class.getName());

    private static final FaultLog FAULTS = new FaultLog(Heartbeat.class);

    @Resource
    private ManagedScheduledExecutorService scheduler;

    @Inject
    private Nodes nodes;

    @Inject
    private Membership membership;

    @Inject
    private Drain drain;

    @Inject
    private Work work;

    @Inject
    private Settings settings;

    @Inject
    private SettingsReload reload;

    private volatile ScheduledFuture<?> beats;

    @Override
    public void open(UnaryOperator<Runnable> inContext) {
        join();
        var every = settings.heartbeat().toMillis();
        beats = scheduler.scheduleAtFixedRate(this::beat, every, every, TimeUnit.MILLISECONDS);
    }

    private void join() {
        var before = membership.node();
        var node = UUID.randomUUID();
        var sentAt = System.nanoTime();
        var joined = nodes.join(node, before, membership.isDrained());
        work.joined(joined.endedBefore());
        if (membership.joined(node, sentAt, joined.request())) {
            LOG.log(Level.INFO, "Node {0} ({1}) is up", node, settings.nodeName());
        } else {
            // Shutdown began meanwhile, and goes on as the node before.
            nodes.leave(node);
        }
    }

    /**
     * Becomes a new node. The attempts of the old one are given up first and get the tenth of the lease that the database
     * keeps it longer than this node does, so that its runs can be recovered at once.
     */
    private void rejoin() throws InterruptedException {
        var before = membership.node();
        work.giveUp(settings.lease().dividedBy(10));
        join();
        LOG.log(Level.WARNING, "The lease of node {0} ended; it is node {1} now", before, membership.node());
        work.rejoined();
    }

    /** One heartbeat; one at a time. */
    void beat() {
        // For a change that no signal told.
        reload.ask();
        try {
            if (membership.isLive()) {
                renew();
            }
            if (!membership.isLive() && !membership.isLeaving()) {
                rejoin();
            }
            membership.renewalFailed(false);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            membership.renewalFailed(true);
            FAULTS.warn("The heartbeat failed; the next one tries again", e);
        }
    }

    private void renew() {
        var node = membership.node();
        var sentAt = System.nanoTime();
        var renewed = nodes.renew(node, work.inFlight(), membership.isLeaving());
        if (renewed.isEmpty()) {
            membership.ended(node);
        } else if (membership.renewed(node, sentAt)) {
            drain.learned(node, renewed.get());
            work.renewed();
        }
    }

    @Override
    public void close() {
        if (beats != null) {
            beats.cancel(false);
        }
    }
}
