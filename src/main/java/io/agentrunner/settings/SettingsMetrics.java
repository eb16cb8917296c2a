package io.agentrunner.settings;

import io.agentrunner.platform.metrics.Metrics;
import io.prometheus.metrics.core.metrics.Counter;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;

/** The metrics of the configuration and of the running version. Thread-safe. */
@ApplicationScoped
class SettingsMetrics {
    @Inject
    private Metrics metrics;

    @Inject
    private Settings settings;

    private Counter changes;

    /** Registered at the start, so that the first scrape contains it. */
    void onStart(@Observes @Initialized(ApplicationScoped.class) Object event) {}

    @PostConstruct
    void create() {
        changes = metrics.counter(
                "agent_runner_settings_changes",
                "Changes of settings through /settings, counted by the node that received the request.");
        metrics.info("agent_runner_build", "The running version.", "version", settings.version());
    }

    void changed(@Observes(during = TransactionPhase.AFTER_SUCCESS) SettingChanged change) {
        changes.inc();
    }
}
