package io.agentrunner.gate;

import io.agentrunner.platform.http.ListenAddresses;
import io.agentrunner.platform.schema.Schema;
import io.agentrunner.settings.GateSettings;
import io.agentrunner.settings.SettingRefusedException;
import io.agentrunner.settings.Settings;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The hosts that this node is known by. A page of an attacker whose name resolves to this node (DNS rebinding) is of the same
 * origin for the browser; only the {@code Host} header shows the name.
 */
@ApplicationScoped
public class Hosts {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    @Inject
    private GateSettings gate;

    @Inject
    private Settings settings;

    @Inject
    private ListenAddresses addresses;

    private Set<String> accepted;
    private boolean any;

    /** Checked before the database is touched. */
    void beforeMigration(@Observes Schema.Migrating event) {}

    @PostConstruct
    void check() {
        var configured = gate.hosts();
        var reachable = addresses.beyondLoopback();
        if (configured.isEmpty() && !reachable.isEmpty()) {
            throw new SettingRefusedException(
                    "http.hosts is not set, but this node listens on %s, where other machines reach it. Set HTTP_HOSTS to the names that clients use for it (HTTP_HOSTS=agents.example.org,localhost), or to * for any."
                            .formatted(String.join(" and ", reachable)));
        }
        any = configured.contains("*");
        accepted = new HashSet<>(configured.isEmpty() ? LOOPBACK : configured);
        if (configured.isEmpty()) {
            settings.nodeUrl().flatMap(Hosts::ofUrl).ifPresent(accepted::add);
        }
    }

    /** Returns whether a host is one of this node's; it is as in a {@code Host} header, without port. */
    boolean accepts(String host) {
        return any || accepted.contains(plain(host));
    }

    /** Returns whether a host names this machine only. */
    static boolean isLoopback(String host) {
        return LOOPBACK.contains(plain(host)) || host.equals("::1");
    }

    /** A name is the same in capitals, and with the dot of the root at its end. */
    private static String plain(String host) {
        var lower = host.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    private static Optional<String> ofUrl(String url) {
        try {
            return Optional.ofNullable(URI.create(url).getHost()).map(Hosts::plain);
        } catch (IllegalArgumentException noUrl) {
            return Optional.empty();
        }
    }
}
