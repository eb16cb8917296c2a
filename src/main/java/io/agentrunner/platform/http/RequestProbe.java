package io.agentrunner.platform.http;

import java.lang.reflect.Method;
import java.util.regex.Pattern;

/**
 * Sees each request once its head is parsed, and leads to {@link RefusedAddressServlet} what must not be served: a path that
 * cannot be decoded, which Payara itself answers with 200 and no body and a stack in the log; HTTP/2 without an upgrade, whose
 * end it waits for; and on the listener for health all but health and metrics.
 */
final class RequestProbe extends Hook {
    /** No dots, escapes or parameters: the server would resolve them to other paths. */
    private static final Pattern OF_HEALTH = Pattern.compile("/health(/[a-z]*)?|/metrics");

    private final boolean forHealth;
    private final Class<?> request;
    private final Method path;
    private final Method setPath;
    private final Method protocol;
    private final Method setExpectContent;

    RequestProbe(ClassLoader server, boolean forHealth) throws ReflectiveOperationException {
        this.forHealth = forHealth;
        request = server.loadClass("org.glassfish.grizzly.http.HttpRequestPacket");
        path = request.getMethod("getRequestURI");
        setPath = request.getMethod("setRequestURI", String.class);
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
            } else if (forHealth && !OF_HEALTH.matcher(at).matches()) {
                setPath.invoke(given, RefusedAddressServlet.notServed(at));
            }
        }
        return null;
    }
}
