package io.agentrunner.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class GateSettingsTest {
    @SuppressWarnings("unchecked")
    private static Setting<List<String>> setting(String key) {
        return (Setting<List<String>>) Settings.find(key).orElseThrow();
    }

    @Test
    void hosts_are_names_and_addresses_without_ports_or_any() {
        var hosts = setting("http.hosts");
        assertThat(hosts.parse("Agents.Example.org, 10.0.0.1,[::1] ,"))
                .contains(List.of("agents.example.org", "10.0.0.1", "[::1]"));
        assertThat(hosts.parse("*")).contains(List.of("*"));
        assertThat(hosts.parse("")).contains(List.of());
        for (var bad : List.of("example.org:80", "http://example.org", "::1", "*.example.org", "a b", "a/b", ".a")) {
            assertThat(hosts.parse(bad)).as(bad).isEmpty();
        }
        assertThat(hosts.live()).as("a wrong list would lock its author out").isFalse();
    }

    @Test
    void origins_have_a_scheme_and_no_path() {
        var origins = setting("cors.origins");
        assertThat(origins.parse("https://App.example.org:8443,http://localhost:3000"))
                .contains(List.of("https://app.example.org:8443", "http://localhost:3000"));
        for (var bad :
                List.of("*", "null", "app.example.org", "https://a/", "https://a/b", "file://a", "https://*.a")) {
            assertThat(origins.parse(bad)).as(bad).isEmpty();
        }
    }
}
