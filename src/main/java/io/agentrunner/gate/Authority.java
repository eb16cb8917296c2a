package io.agentrunner.gate;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Host and port of a {@code Host} header or an origin (RFC 9110, 7.2; RFC 6454, 7).
 *
 * @param host as it was given; an IPv6 address in brackets
 * @param port -1 when none was given
 */
record Authority(String host, int port) {
    private static final Pattern FORM =
            Pattern.compile("([A-Za-z0-9_](?:[A-Za-z0-9._-]{0,252})|\\[[0-9A-Fa-f:.]{2,45}])(?::([0-9]{1,5}))?");

    static Optional<Authority> parse(String text) {
        var matcher = FORM.matcher(text);
        return matcher.matches()
                ? Optional.of(new Authority(
                        matcher.group(1), matcher.group(2) == null ? -1 : Integer.parseInt(matcher.group(2))))
                : Optional.empty();
    }

    /**
     * Returns whether an origin is of this authority. The scheme is left aside: behind a proxy that ends TLS this server
     * does not know it.
     */
    boolean isOf(String origin) {
        var parts = origin.split("://", 2);
        if (parts.length != 2) {
            return false;
        }
        var byDefault = parts[0].equalsIgnoreCase("https") ? 443 : 80;
        return parse(parts[1])
                .filter(other -> other.host.equalsIgnoreCase(host) && other.port(byDefault) == port(byDefault))
                .isPresent();
    }

    private int port(int byDefault) {
        return port < 0 ? byDefault : port;
    }

    @Override
    public String toString() {
        return (port < 0 ? host : host + ":" + port).toLowerCase(Locale.ROOT);
    }
}
