package io.agentrunner.platform.http;

import java.lang.System.Logger.Level;
import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;

/** A {@link RequestProbe} and an {@link UpgradeFilter} in the HTTP codec of one listener of the server. */
final class CodecHooks {
    private static final System.Logger LOG = System.getLogger(CodecHooks.class.getName());

    private final List<Object> configurations;
    private final Method removeProbes;
    private final Object[] probes;
    private final List<Object> chain;
    private final Object filter;

    private CodecHooks(
            List<Object> configurations, Method removeProbes, Object[] probes, List<Object> chain, Object filter) {
        this.configurations = configurations;
        this.removeProbes = removeProbes;
        this.probes = probes;
        this.chain = chain;
        this.filter = filter;
    }

    /**
     * @param listener a {@code GrizzlyListener}
     * @param forHealth true if the listener serves health and metrics only
     */
    static CodecHooks add(ClassLoader server, Object listener, boolean forHealth) throws ReflectiveOperationException {
        var codec = server.loadClass("org.glassfish.grizzly.http.HttpCodecFilter");
        var monitoring = server.loadClass("org.glassfish.grizzly.monitoring.MonitoringConfig");
        var codecs = (List<?>)
                listener.getClass().getMethod("getFilters", Class.class).invoke(listener, codec);
        var configurations = new java.util.ArrayList<Object>();
        for (var one : codecs) {
            configurations.add(codec.getMethod("getMonitoringConfig").invoke(one));
        }
        var probe = server.loadClass("org.glassfish.grizzly.http.HttpProbe");
        var probes = (Object[]) Array.newInstance(probe, 1);
        probes[0] = proxy(probe, new RequestProbe(server, forHealth));
        var filter = proxy(server.loadClass("org.glassfish.grizzly.filterchain.Filter"), new UpgradeFilter(server));
        var hooks = new CodecHooks(
                configurations,
                monitoring.getMethod("removeProbes", Object[].class),
                probes,
                chain(server, listener),
                filter);
        for (var configuration : configurations) {
            monitoring.getMethod("addProbes", Object[].class).invoke(configuration, (Object) probes);
        }
        // Added at the end, so the indexes of the other filters stay the same for requests under way.
        hooks.chain.add(filter);
        return hooks;
    }

    private static Object proxy(Class<?> type, Hook hook) {
        return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, hook);
    }

    @SuppressWarnings("unchecked") // FilterChain is a List.
    private static List<Object> chain(ClassLoader server, Object listener) throws ReflectiveOperationException {
        var transport = listener.getClass().getMethod("getTransport").invoke(listener);
        return (List<Object>) server.loadClass("org.glassfish.grizzly.Transport")
                .getMethod("getProcessor")
                .invoke(transport);
    }

    /** When the application stops, the server must keep no reference to its class loader. */
    void remove() {
        try {
            for (var configuration : configurations) {
                removeProbes.invoke(configuration, (Object) probes);
            }
            chain.remove(filter);
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.log(Level.DEBUG, "The hooks in the HTTP codec of the server stay", e);
        }
    }
}
