package io.agentrunner.worker;

import io.agentrunner.settings.StoredSettings;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ContextService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Reads what operators set, when it is asked to, on a thread of its own: a read that fails or hangs delays neither the
 * heartbeat nor what else the listener hears. Thread-safe.
 */
@ApplicationScoped
class SettingsReload {
    private static final System.Logger LOG = System.getLogger(SettingsReload.class.getName());

    /** One token: asked during a read, it reads once more. */
    private final BlockingQueue<Boolean> asked = new LinkedBlockingQueue<>(1);

    @Inject
    private StoredSettings stored;

    @Resource
    private ContextService contexts;

    private volatile boolean closed;
    private Thread thread;

    void open() {
        thread = Thread.ofPlatform()
                .name("settings")
                .daemon()
                .start(contexts.contextualRunnable(this::reloadUntilClosed));
    }

    /** Returns at once. */
    void ask() {
        asked.offer(true);
    }

    void close() {
        closed = true;
        if (thread != null) {
            thread.interrupt();
        }
    }

    private void reloadUntilClosed() {
        while (!closed) {
            try {
                asked.take();
                stored.reload();
            } catch (InterruptedException e) {
                // Closing; the loop's condition says so.
            } catch (RuntimeException e) {
                if (!closed) {
                    LOG.log(
                            Level.WARNING,
                            "The settings were not read; the next heartbeat tries again: " + e.getMessage());
                }
            }
        }
    }
}
