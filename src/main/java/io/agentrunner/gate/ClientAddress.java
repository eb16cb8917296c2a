package io.agentrunner.gate;

import io.agentrunner.settings.GateSettings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * The address that a request comes from: that of the connection, or, when it is one of {@code http.proxies}, the address that
 * this proxy reports in {@code X-Forwarded-For}. Other clients can write that header too, so it counts for these proxies only.
 */
@ApplicationScoped
public class ClientAddress {
    private static final int MOST = 45;

    @Inject
    private GateSettings settings;

    /** Returns the address as text; an IPv6 address stands for its network of 64 bits, which one client can use whole. */
    public String of(HttpServletRequest request) {
        return network(client(
                request.getRemoteAddr(), Collections.list(request.getHeaders("X-Forwarded-For")), settings.proxies()));
    }

    /** Each proxy appends the address that it sees, so the last one that is no proxy itself counts. */
    static String client(String remote, List<String> forwarded, List<String> proxies) {
        if (!proxies.contains(remote)) {
            return remote;
        }
        var hops = new ArrayList<String>();
        forwarded.forEach(line -> hops.addAll(Arrays.asList(line.split(","))));
        Collections.reverse(hops);
        return hops.stream()
                .map(String::strip)
                .filter(hop -> !proxies.contains(hop))
                .findFirst()
                .filter(hop -> hop.length() <= MOST && hop.matches("[0-9A-Fa-f:.]+"))
                .orElse(remote);
    }

    static String network(String address) {
        if (address.indexOf(':') < 0) {
            return address;
        }
        var halves = address.split("::", 2);
        var groups = halves[0].isEmpty() ? new ArrayList<String>() : new ArrayList<>(List.of(halves[0].split(":")));
        while (groups.size() < 4 && halves.length == 2) {
            groups.add("0");
        }
        return String.join(":", groups.subList(0, Math.min(4, groups.size()))) + "::";
    }
}
