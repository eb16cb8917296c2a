package io.agentrunner.settings;

import io.agentrunner.platform.thread.Lifecycle;
import io.agentrunner.platform.thread.OnDemand;
import io.agentrunner.signal.Signals;
import io.agentrunner.signal.Topics;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;
import java.util.function.UnaryOperator;

/**
 * Reads the settings of operators from the database on request. A read that fails or hangs delays neither the heartbeat nor
 * other signals. Signals the other nodes after a change. Thread-safe.
 */
@ApplicationScoped
public class SettingsReload implements Lifecycle {
    private static final System.Logger LOG = System.getLogger(SettingsReload.class.getName());
    private static final String TOPIC = "settings";

    @Inject
    private StoredSettings stored;

    @Inject
    private Signals signals;

    private final OnDemand reads = new OnDemand(
            "settings", "The settings could not be read; the next heartbeat tries again", () -> stored.reload());

    @Override
    public void open(UnaryOperator<Runnable> inContext) {
        reads.open(inContext);
    }

    /** Requests a read. Returns at once. */
    public void ask() {
        reads.ask();
    }

    @Override
    public void close() {
        reads.close();
    }

    void subscribe(@Observes Topics topics) {
        topics.on(TOPIC, this::ask);
    }

    void changed(@Observes(during = TransactionPhase.AFTER_SUCCESS) SettingChanged change) {
        LOG.log(Level.INFO, "{0} changed the setting {1}", change.actor(), change.key());
        signals.send(TOPIC);
    }
}
