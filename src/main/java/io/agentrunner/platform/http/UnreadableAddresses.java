package io.agentrunner.platform.http;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import java.lang.System.Logger.Level;
import java.lang.annotation.Annotation;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;

/**
 * Leads requests whose path cannot be decoded to {@link UnreadableAddressServlet}. Payara itself answers those with 200 and no
 * body, and logs a stack, before any filter or servlet of an application. Its HTTP codec offers a place before that: a probe,
 * which sees each request once its head is parsed. Payara has no public interface for it, so it is reached by reflection; where
 * that fails, one line is logged and the server's own answers stay.
 */
@ApplicationScoped
class UnreadableAddresses {
    private static final System.Logger LOG = System.getLogger(UnreadableAddresses.class.getName());
    private static final Annotation[] UNQUALIFIED = {};

    void open(@Observes @Initialized(ApplicationScoped.class) Object started) {
        try {
            var server = Thread.currentThread().getContextClassLoader();
            var locator = server.loadClass("org.glassfish.internal.api.Globals")
                    .getMethod("getDefaultHabitat")
                    .invoke(null);
            var locators = server.loadClass("org.glassfish.hk2.api.ServiceLocator");
            var listener = server.loadClass("org.glassfish.grizzly.config.dom.NetworkListener");
            var grizzly = server.loadClass("com.sun.enterprise.v3.services.impl.GrizzlyService");
            var service = locators.getMethod("getService", Class.class, Annotation[].class)
                    .invoke(locator, grizzly, UNQUALIFIED);
            var listeners = (List<?>) locators.getMethod("getAllServices", Class.class, Annotation[].class)
                    .invoke(locator, listener, UNQUALIFIED);
            var proxyOf = grizzly.getMethod("lookupNetworkProxy", listener);
            for (var one : listeners) {
                watch(server, proxyOf.invoke(service, one));
            }
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            LOG.log(Level.WARNING, "Paths that cannot be decoded get the server's own answers: {0}", e.toString());
        }
    }

    private static void watch(ClassLoader server, Object proxy) throws ReflectiveOperationException {
        if (proxy == null) {
            return;
        }
        var codec = server.loadClass("org.glassfish.grizzly.http.HttpCodecFilter");
        var probe = server.loadClass("org.glassfish.grizzly.http.HttpProbe");
        var request = server.loadClass("org.glassfish.grizzly.http.HttpRequestPacket");
        var underlying = proxy.getClass().getMethod("getUnderlyingListener").invoke(proxy);
        var filters = (List<?>)
                underlying.getClass().getMethod("getFilters", Class.class).invoke(underlying, codec);
        var probes = Array.newInstance(probe, 1);
        Array.set(
                probes,
                0,
                Proxy.newProxyInstance(probe.getClassLoader(), new Class<?>[] {probe}, new Redirect(request)));
        for (var filter : filters) {
            var config = codec.getMethod("getMonitoringConfig").invoke(filter);
            server.loadClass("org.glassfish.grizzly.monitoring.MonitoringConfig")
                    .getMethod("addProbes", Object[].class)
                    .invoke(config, probes);
        }
    }

    /** The probe. */
    @SuppressWarnings("ReferenceEquality") // A probe is equal to itself only.
    private static final class Redirect implements InvocationHandler {
        private final Class<?> request;
        private final Method path;
        private final Method setPath;

        Redirect(Class<?> request) throws NoSuchMethodException {
            this.request = request;
            path = request.getMethod("getRequestURI");
            setPath = request.getMethod("setRequestURI", String.class);
        }

        @Override
        public Object invoke(Object proxy, Method method, Object[] arguments) throws ReflectiveOperationException {
            switch (method.getName()) {
                case "onHeaderParseEvent" -> {
                    if (request.isInstance(arguments[1])) {
                        var given = (String) path.invoke(arguments[1]);
                        if (!Address.isReadable(given)) {
                            setPath.invoke(arguments[1], UnreadableAddressServlet.PATH + Address.twiceEncoded(given));
                        }
                    }
                }
                case "equals" -> {
                    return proxy == arguments[0];
                }
                case "hashCode" -> {
                    return System.identityHashCode(proxy);
                }
                case "toString" -> {
                    return getClass().getName();
                }
                default -> {
                    // Another event; of no interest.
                }
            }
            return null;
        }
    }
}
