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

/** Renews this node's lease, also while the server shuts down. Thread-safe. */
@ApplicationScoped
class Heartbeat {
    private static final System.Logger LOG = System.getLogger(Heartbeat.class.getName());

    @Resource
    private ManagedScheduledExecutorService scheduler;

    @Inject
    private Nodes nodes;

    @Inject
    private Running running;

    @Inject
    private Settings settings;

    private volatile ScheduledFuture<?> beats;

    void open(UUID node, BooleanSupplier draining) {
        var every = settings.heartbeat().toMillis();
        beats = scheduler.scheduleAtFixedRate(() -> beat(node, draining), every, every, TimeUnit.MILLISECONDS);
    }

    private void beat(UUID node, BooleanSupplier draining) {
        try {
            if (!nodes.renew(node, running.size(), draining.getAsBoolean())) {
                LOG.log(
                        Level.ERROR,
                        "This node is not entered in the database any more; it claims nothing until it restarts");
            }
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "The lease could not be renewed; the next beat tries again: " + e.getMessage());
        }
    }

    void close() {
        if (beats != null) {
            beats.cancel(false);
        }
    }
}
