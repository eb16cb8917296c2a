package io.agentrunner.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerUrlTest {
    private static String url(String scheme, Map<String, String> headers) {
        return ServerUrl.of(headers::get, scheme);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost:8000", "runs.example.org", "10.0.0.7:80", "[::1]:8000", "a_b-c.internal", "x"})
    void the_host_that_the_client_named_is_the_address(String host) {
        assertThat(url("http", Map.of("Host", host))).isEqualTo("http://" + host);
        assertThat(url("https", Map.of("Host", host))).isEqualTo("https://" + host);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a b",
                "evil/path",
                "user@evil",
                "a\"b",
                "<script>",
                "host:port",
                "host:123456",
                "[::1",
                "a\nb",
                "a?b",
                "a#b",
                "é",
                "-a"
            })
    void what_is_no_host_is_not_repeated(String host) {
        assertThat(url("http", Map.of("Host", host))).isEqualTo("/");
        assertThat(url("http", Map.of("Host", "localhost", "X-Forwarded-Host", host)))
                .isEqualTo("/");
    }

    @ParameterizedTest
    @CsvSource({
        "https, runs.example.org, https://runs.example.org",
        "http, runs.example.org, http://runs.example.org",
        "'https, http', 'runs.example.org, inner', https://runs.example.org",
        "javascript, runs.example.org, http://runs.example.org"
    })
    void a_proxy_says_by_which_address_the_client_came(String proto, String host, String url) {
        assertThat(url("http", Map.of("Host", "inner:8000", "X-Forwarded-Proto", proto, "X-Forwarded-Host", host)))
                .isEqualTo(url);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "https"})
    void without_any_host_the_address_is_relative(String scheme) {
        assertThat(url(scheme, Map.of())).isEqualTo("/");
    }
}
