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
 * Mends what the server's listeners do with a request before any filter or servlet of an application sees it: see {@link
 * RequestProbe} and {@link UpgradeFilter}. Payara has no public interface for that, so its HTTP codec is reached by reflection;
 * if that fails, one line is logged and the server's own answers stay. A listener that an administrator changes is a new one,
 * so new ones are looked for every 10 seconds.
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
