package io.agentrunner.platform.http;

import java.lang.reflect.Method;
import java.util.regex.Pattern;

/**
 * Checks each request when its head is parsed and redirects three kinds to {@link RefusedAddressServlet}. First, a path or
 * a Host header that cannot be read: Payara would answer it with 200 and no body, and log a stack trace. Second, HTTP/2 without
 * an upgrade: Payara would wait for its end. Third, on the listener for health, every path but health and metrics.
 */
final class RequestProbe extends Hook {
    /** These contain no dots, escapes or parameters, which the server would resolve to other paths. */
    private static final Pattern OF_HEALTH = Pattern.compile("/health(/[a-z]*)?|/metrics");

    /** In place of a Host header that the server cannot read; no name ends like this (RFC 6761). */
    private static final String NO_HOST = "unreadable.invalid";

    private final boolean forHealth;
    private final Class<?> request;
    private final Method path;
    private final Method setPath;
    private final Method header;
    private final Method setHeader;
    private final Method protocol;
    private final Method setExpectContent;

    RequestProbe(ClassLoader server, boolean forHealth) throws ReflectiveOperationException {
        this.forHealth = forHealth;
        request = server.loadClass("org.glassfish.grizzly.http.HttpRequestPacket");
        path = request.getMethod("getRequestURI");
        setPath = request.getMethod("setRequestURI", String.class);
        header = request.getMethod("getHeader", String.class);
        setHeader = request.getMethod("setHeader", String.class, String.class);
        protocol = request.getMethod("getProtocolString");
        setExpectContent = request.getMethod("setExpectContent", boolean.class);
    }

    @Override
    Object on(String method, Object[] arguments) throws ReflectiveOperationException {
        if (method.equals("onHeaderParseEvent") && request.isInstance(arguments[1])) {
            var given = arguments[1];
            var at = (String) path.invoke(given);
            if ("HTTP/2.0".equals(protocol.invoke(given))) {
                setExpectContent.invoke(given, false);
                setPath.invoke(given, RefusedAddressServlet.OF_HTTP_2);
            } else if (!Address.isReadable(at)) {
                setPath.invoke(given, RefusedAddressServlet.unreadable(at));
            } else if (header.invoke(given, "Host") instanceof String host && !ServerUrl.isHost(host)) {
                setHeader.invoke(given, "Host", NO_HOST);
                setPath.invoke(given, RefusedAddressServlet.OF_NO_HOST);
            } else if (forHealth && !OF_HEALTH.matcher(at).matches()) {
                setPath.invoke(given, RefusedAddressServlet.notServed(at));
            }
        }
        return null;
    }
}
