package io.agentrunner.worker;

import io.agentrunner.platform.thread.Aside;
import io.agentrunner.settings.StoredSettings;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ContextService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/**
 * Reads what operators set, when it is asked to: a read that fails or hangs delays neither the heartbeat nor what else the
 * listener hears. Thread-safe.
 */
@ApplicationScoped
class SettingsReload {
    @Inject
    private StoredSettings stored;

    @Resource
    private ContextService contexts;

    private final Aside reads =
            new Aside("settings", "The settings were not read; the next heartbeat tries again", () -> stored.reload());

    void open() {
        reads.open(contexts);
    }

    /** Returns at once. */
    void ask() {
        reads.ask();
    }

    void close() {
        reads.close();
    }
}
