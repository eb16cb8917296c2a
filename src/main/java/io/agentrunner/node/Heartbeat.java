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
 * Renews this node's lease, also during a shutdown, and starts the comparison of runs and the read of settings. When the
 * lease has ended, the process becomes a new node, even if a late answer renewed the old one. Thread-safe.
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
            // Shutdown has begun meanwhile and continues as the old node.
            nodes.leave(node);
        }
    }

    /**
     * Makes the process a new node, so that the runs of the old one can be recovered at once. First its attempts are
     * abandoned. They get a tenth of the lease to end, since the lease ends that much later in the database than here.
     */
    private void rejoin() throws InterruptedException {
        var before = membership.node();
        work.giveUp(settings.lease().dividedBy(10));
        join();
        LOG.log(Level.WARNING, "The lease of node {0} ended; it is node {1} now", before, membership.node());
        work.rejoined();
    }

    /** Makes one heartbeat. Only one runs at a time. */
    void beat() {
        // Finds changes whose signal was lost.
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
