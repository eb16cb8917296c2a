package io.agentrunner.platform.http;

import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * The address of this server as a client knows it. A proxy in front sends it in {@code X-Forwarded-Host} and {@code
 * X-Forwarded-Proto}. Otherwise the {@code Host} header counts. These headers are not authenticated, so the address is
 * returned to the same client only, and no decision depends on it.
 */
public final class ServerUrl {
    /** A name, an IPv4 address or an IPv6 address in brackets, with or without a port. */
    private static final Pattern HOST =
            Pattern.compile("([A-Za-z0-9]([A-Za-z0-9._-]{0,252})|\\[[0-9A-Fa-f:.]{2,45}])(:[0-9]{1,5})?");

    private ServerUrl() {}

    /** Returns whether a Host header can be read: a name or an address, with or without a port. */
    static boolean isHost(String header) {
        return HOST.matcher(header).matches();
    }

    /**
     * Returns an absolute URL without a slash at its end, or {@code /} if the headers name no acceptable host.
     *
     * @param header returns the value of a request header, or null
     * @param scheme the scheme of the request as this server received it
     */
    public static String of(UnaryOperator<String> header, String scheme) {
        var forwarded = first(header.apply("X-Forwarded-Host"));
        var host = forwarded == null ? header.apply("Host") : forwarded;
        if (host == null || !HOST.matcher(host).matches()) {
            return "/";
        }
        var said = first(header.apply("X-Forwarded-Proto"));
        var secure = said == null ? scheme.equals("https") : said.equals("https");
        return (secure ? "https" : "http") + "://" + host;
    }

    /** Each proxy appends its own value, so the first one is the client's. */
    private static String first(String values) {
        return values == null ? null : values.split(",", 2)[0].trim();
    }
}
