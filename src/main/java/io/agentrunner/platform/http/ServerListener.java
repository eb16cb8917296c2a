package io.agentrunner.platform.http;

import java.lang.annotation.Annotation;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * A listener of the server that is up. Payara has no public interface for its listeners, so they are reached by reflection.
 *
 * @param forAdmin whether it serves the server's administration, and no application
 * @param grizzly the {@code GrizzlyListener}; null for a listener of another kind
 */
record ServerListener(String name, InetAddress address, int port, boolean forAdmin, Object grizzly) {
    private static final Annotation[] UNQUALIFIED = {};
    /** The virtual server of the administration; applications cannot be deployed there. */
    private static final String ADMIN = "__asadmin";

    /**
     * Returns the listeners of this server process.
     *
     * @throws ReflectiveOperationException when the server is not built as expected
     */
    static List<ServerListener> all(ClassLoader server) throws ReflectiveOperationException {
        var locator = server.loadClass("org.glassfish.internal.api.Globals")
                .getMethod("getDefaultHabitat")
                .invoke(null);
        var locators = server.loadClass("org.glassfish.hk2.api.ServiceLocator");
        var configuration = server.loadClass("org.glassfish.grizzly.config.dom.NetworkListener");
        var service = server.loadClass("com.sun.enterprise.v3.services.impl.GrizzlyService");
        var proxies = server.loadClass("com.sun.enterprise.v3.services.impl.NetworkProxy");
        var lookup = service.getMethod("lookupNetworkProxy", configuration);
        var grizzly = locators.getMethod("getService", Class.class, Annotation[].class)
                .invoke(locator, service, UNQUALIFIED);
        var configured = (List<?>) locators.getMethod("getAllServices", Class.class, Annotation[].class)
                .invoke(locator, configuration, UNQUALIFIED);
        var listeners = new ArrayList<ServerListener>();
        for (var one : configured) {
            var proxy = lookup.invoke(grizzly, one);
            if (proxy != null) {
                listeners.add(new ServerListener(
                        (String) configuration.getMethod("getName").invoke(one),
                        (InetAddress) proxies.getMethod("getAddress").invoke(proxy),
                        (int) proxies.getMethod("getPort").invoke(proxy),
                        ADMIN.equals(virtualServer(server, configuration, one)),
                        underlying(proxy)));
            }
        }
        return listeners;
    }

    private static Object virtualServer(ClassLoader server, Class<?> configuration, Object listener)
            throws ReflectiveOperationException {
        var protocol = configuration.getMethod("findHttpProtocol").invoke(listener);
        var http = protocol == null
                ? null
                : server.loadClass("org.glassfish.grizzly.config.dom.Protocol")
                        .getMethod("getHttp")
                        .invoke(protocol);
        return http == null
                ? null
                : server.loadClass("org.glassfish.grizzly.config.dom.Http")
                        .getMethod("getDefaultVirtualServer")
                        .invoke(http);
    }

    private static Object underlying(Object proxy) throws ReflectiveOperationException {
        try {
            return proxy.getClass().getMethod("getUnderlyingListener").invoke(proxy);
        } catch (NoSuchMethodException ofAnotherKind) {
            return null;
        }
    }
}
