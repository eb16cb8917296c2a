package io.agentrunner.platform.http;

import java.lang.reflect.Method;

/**
 * Ignores the header {@code Upgrade}, as RFC 9110 (7.8) allows: every request is served as HTTP/1.1. Without this class,
 * Payara offers such a request to its filters. If none of them upgrades it, Payara still ignores {@code Content-Length} and
 * {@code Transfer-Encoding}, so the body never ends. Java's HTTP client sends {@code Upgrade: h2c} by default.
 */
final class UpgradeFilter extends Hook {
    private final Class<?> upgrade;
    private final Method header;
    private final Method ignoreBody;
    private final Method upgradeHeader;
    private final Method clear;
    private final Method next;

    UpgradeFilter(ClassLoader server) throws ReflectiveOperationException {
        upgrade = server.loadClass("org.glassfish.grizzly.http.HttpEvents$IncomingHttpUpgradeEvent");
        header = upgrade.getMethod("getHttpHeader");
        var headers = server.loadClass("org.glassfish.grizzly.http.HttpHeader");
        ignoreBody = headers.getMethod("setIgnoreContentModifiers", boolean.class);
        upgradeHeader = headers.getMethod("getUpgradeDC");
        clear = server.loadClass("org.glassfish.grizzly.http.util.DataChunk").getMethod("recycle");
        next = server.loadClass("org.glassfish.grizzly.filterchain.FilterChainContext")
                .getMethod("getInvokeAction");
    }

    @Override
    Object on(String method, Object[] arguments) throws ReflectiveOperationException {
        if (method.equals("handleEvent") && upgrade.isInstance(arguments[1])) {
            var request = header.invoke(arguments[1]);
            ignoreBody.invoke(request, false);
            clear.invoke(upgradeHeader.invoke(request));
        }
        return method.startsWith("handle") ? next.invoke(arguments[0]) : null;
    }
}
