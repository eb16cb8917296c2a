package io.agentrunner.platform.http;

import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import java.lang.System.Logger.Level;
import java.util.IdentityHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Corrects how the server's listeners treat a request before a filter or servlet of an application sees it, see {@link
 * RequestProbe} and {@link UpgradeFilter}. Payara has no public interface for this, so its HTTP codec is reached by
 * reflection. If that fails, one line is logged and the server gives its own answers. When an administrator changes a
 * listener, the server makes a new one, so this class searches for new listeners every 10 seconds.
 */
@ApplicationScoped
class ServerListeners {
    private static final System.Logger LOG = System.getLogger(ServerListeners.class.getName());
    /** The name of the listener for health and metrics in {@code server-config}. */
    private static final String HEALTH = "health-listener";

    private static final long LOOK_EVERY_SECONDS = 10;

    @Resource
    private ManagedScheduledExecutorService scheduler;

    private final IdentityHashMap<Object, CodecHooks> hooks = new IdentityHashMap<>();
    private Future<?> looks;
    private boolean failed;

    void open(@Observes @Initialized(ApplicationScoped.class) Object started) {
        var server = Thread.currentThread().getContextClassLoader();
        look(server);
        looks = scheduler.scheduleWithFixedDelay(
                () -> look(server), LOOK_EVERY_SECONDS, LOOK_EVERY_SECONDS, TimeUnit.SECONDS);
    }

    private synchronized void look(ClassLoader server) {
        try {
            for (var listener : ServerListener.all(server)) {
                var grizzly = listener.grizzly();
                if (grizzly != null && !hooks.containsKey(grizzly)) {
                    hooks.put(
                            grizzly,
                            CodecHooks.add(server, grizzly, listener.name().equals(HEALTH)));
                }
            }
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            if (!failed) {
                failed = true;
                LOG.log(
                        Level.WARNING,
                        "The HTTP codec of the server cannot be reached: paths that cannot be decoded get the server's own"
                                + " answers, and a request with an Upgrade header and a body may get none: {0}",
                        e.toString());
            }
        }
    }

    @PreDestroy
    synchronized void close() {
        looks.cancel(false);
        hooks.values().forEach(CodecHooks::remove);
    }
}
