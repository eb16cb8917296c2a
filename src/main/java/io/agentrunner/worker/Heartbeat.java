package io.agentrunner.worker;

import io.agentrunner.settings.Settings;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;
import java.util.UUID;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Renews this node's lease, also while the server shuts down, and learns what became of its runs and of settings. A node that lost its lease
 * comes back as a new one. Thread-safe.
 */
@ApplicationScoped
class Heartbeat {
    private static final System.Logger LOG = System.getLogger(Heartbeat.class.getName());

    @Resource
    private ManagedScheduledExecutorService scheduler;

    @Inject
    private Nodes nodes;

    @Inject
    private Membership membership;

    @Inject
    private Draining draining;

    @Inject
    private Drain drain;

    @Inject
    private Running running;

    @Inject
    private Settings settings;

    @Inject
    private SettingsReload reload;

    @Inject
    private Comparison comparison;

    private volatile ScheduledFuture<?> beats;
    private volatile BooleanSupplier stopping = () -> false;

    void open(BooleanSupplier whileStopping) {
        stopping = whileStopping;
        comparison.open();
        join();
        var every = settings.heartbeat().toMillis();
        beats = scheduler.scheduleAtFixedRate(this::beat, every, every, TimeUnit.MILLISECONDS);
    }

    private void join() {
        var node = UUID.randomUUID();
        var sentAt = System.nanoTime();
        draining.joined(node, nodes.join(node, membership.node(), draining.isRequested()));
        membership.held(node, sentAt);
        LOG.log(Level.INFO, "Node {0} ({1}) is up", node, settings.nodeName());
    }

    private void beat() {
        // For a change that no signal told.
        reload.ask();
        try {
            if (membership.isLive()) {
                renew();
            } else if (!stopping.getAsBoolean()) {
                join();
            }
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "The heartbeat failed; the next one tries again: " + e.getMessage());
        }
    }

    private void renew() {
        var node = membership.node();
        var sentAt = System.nanoTime();
        var renewed = nodes.renew(node, running.size(), stopping.getAsBoolean());
        if (renewed.isPresent()) {
            membership.held(node, sentAt);
            drain.learned(node, renewed.get());
            comparison.ask();
        } else {
            membership.ended();
        }
    }

    void close() {
        comparison.close();
        if (beats != null) {
            beats.cancel(false);
        }
    }
}
