package io.agentrunner.settings;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.regex.Pattern;

/** The settings of what a request must pass before anything reads it. Thread-safe. */
@ApplicationScoped
public class GateSettings {
    /** A name or an IPv4 address, or an IPv6 address in brackets; no port. */
    private static final Pattern HOST = Pattern.compile("[a-z0-9_]([a-z0-9._-]{0,252})|\\[[0-9a-f:.]{2,45}]");

    private static final Pattern ORIGIN = Pattern.compile("https?://(" + HOST.pattern() + ")(:[0-9]{1,5})?");

    private static final Setting<List<String>> HOSTS = Setting.list(
            "http.hosts",
            "names or addresses without port, separated by commas, or *",
            host -> host.equals("*") || HOST.matcher(host).matches(),
            false,
            "the hosts that clients may use for this node in the Host header; * for any. The default is localhost, 127.0.0.1, [::1] and the host of node.url. Must be set if other machines reach the node");
    private static final Setting<List<String>> CORS_ORIGINS = Setting.list(
            "cors.origins",
            "origins like https://app.example.org:8443, separated by commas",
            origin -> ORIGIN.matcher(origin).matches(),
            true,
            "the origins of other web applications whose pages may use this interface");
    private static final Setting<List<String>> PROXIES = Setting.list(
            "http.proxies",
            "addresses, separated by commas",
            address -> address.matches("[0-9a-f:.]{2,45}"),
            true,
            "the proxies in front, whose X-Forwarded-For names the address of a client");
    private static final Setting<Integer> RATE = Setting.whole(
            "access.rate",
            "0",
            "requests per second",
            0,
            1_000_000,
            true,
            "the limit for one key, person or address on a node before it gets 429; ten times as many at once; 0: no limit");

    /** In the order of the table in docs/operations.md. */
    static final List<Setting<?>> ALL = List.of(HOSTS, CORS_ORIGINS, PROXIES, RATE);

    @Inject
    private Settings settings;

    /** The accepted hosts in lower case, without ports; {@code *} for any; empty when not set; read at the start. */
    public List<String> hosts() {
        return settings.value(HOSTS);
    }

    /** The origins of other web applications that may use this interface, in lower case; live. */
    public List<String> corsOrigins() {
        return settings.value(CORS_ORIGINS);
    }

    /** The addresses of proxies in front; live. */
    public List<String> proxies() {
        return settings.value(PROXIES);
    }

    /** Requests per second of one caller; 0: no limit; live. */
    public int rate() {
        return settings.value(RATE);
    }
}
