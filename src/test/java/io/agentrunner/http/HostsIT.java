package io.agentrunner.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.container.OneServer;
import java.net.URL;
import java.util.List;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.junit.jupiter.api.Test;

/**
 * A request is served only under a host of this node. The server of these tests listens on loopback, has no {@code
 * http.hosts}, and {@code NODE_URL} is http://Node.example.org:8000.
 */
class HostsIT extends HttpTest {
    private static final List<String> SERVED = List.of(
            "localhost",
            "localhost:%d",
            "localhost:1",
            "LocalHost:%d",
            "localhost.",
            "localhost.:%d",
            "127.0.0.1:%d",
            "127.0.0.1",
            "[::1]:%d",
            "[::1]",
            "node.example.org:8000",
            "NODE.EXAMPLE.ORG",
            "node.example.org.:80");

    private static final List<String> OTHERS = List.of(
            "attacker.example",
            "attacker.example:%d",
            "localhost.attacker.example",
            "localhost:%d.attacker.example",
            "attacker.example#localhost",
            "attacker.example/localhost",
            "attacker.example@localhost",
            "localhost@attacker.example",
            "localhost,attacker.example",
            "localhost attacker.example",
            "localhost..",
            ".localhost",
            "127.0.0.2:%d",
            "127.1",
            "2130706433",
            "0.0.0.0:%d",
            "[::]:%d",
            "[::ffff:127.0.0.1]",
            "::1",
            "localhost:",
            "localhost:http",
            "localhost:99999999",
            "%%6cocalhost",
            "example.org");

    private static final String KEY = "X-API-Key: " + OneServer.BOOTSTRAP_KEY + "\r\n";

    @ArquillianResource
    private URL server;

    private String submit(String target, String head) {
        return "POST " + target + "?project_id=" + project + "&goal=x HTTP/1.1\r\n" + head + KEY
                + "Connection: close\r\nContent-Length: 0\r\n\r\n";
    }

    private static String get(String target, String head) {
        return "GET " + target + " HTTP/1.1\r\n" + head + KEY + "Connection: close\r\n\r\n";
    }

    private String host(String form) {
        return Http.HEAD.replace("localhost", form.formatted(server.getPort()));
    }

    private void assertMisdirected(String request) {
        var answer = storesNothing(() -> http.exchange(request));
        assertProblem(answer, 421);
        assertThat(answer.detail()).contains("http.hosts");
    }

    @Test
    void a_host_of_this_node_is_served_with_any_port_in_capitals_and_with_the_dot_of_the_root() {
        each(
                SERVED,
                host -> assertThat(http.exchange(get("/stats", host(host))).status())
                        .isEqualTo(200));
    }

    @Test
    void any_other_host_gets_421_for_every_method_and_path() {
        each(OTHERS, host -> {
            assertMisdirected(get("/stats", host(host)));
            assertMisdirected(submit("/runs", host(host)));
        });
        for (var operation : OpenApi.operations()) {
            var path = operation.path().replaceAll("\\{[^}]+}", "1");
            assertMisdirected(operation.method() + " " + path + " HTTP/1.1\r\n" + host("attacker.example")
                    + "Connection: close\r\nContent-Length: 0\r\n\r\n");
        }
        for (var path : List.of("/", "/docs", "/docs/swagger-ui.css", "/openapi.json", "/nowhere", "/runs/5%")) {
            assertMisdirected(get(path, host("attacker.example")));
        }
        assertMisdirected(
                "OPTIONS /runs HTTP/1.1\r\n" + host("attacker.example")
                        + "Origin: http://attacker.example\r\nAccess-Control-Request-Method: POST\r\nConnection: close\r\n\r\n");
    }

    @Test
    void a_request_without_a_host_or_with_several_is_refused() {
        assertMisdirected(submit("/runs", "Host:\r\n"));
        for (var head : List.of(
                "",
                host("localh\u00f6st"),
                host("localhost") + host("attacker.example"),
                host("attacker.example") + host("localhost"))) {
            var answer = storesNothing(() -> http.exchange(submit("/runs", head)));
            assertThat(answer.status()).as(head + answer).isIn(400, 421);
        }
        var old = http.exchange("GET /stats HTTP/1.0\r\n\r\n");
        assertProblem(old, 421);
    }

    @Test
    void the_host_of_an_absolute_target_is_no_way_around_the_host_header() {
        assertThat(http.exchange(get("http://localhost/stats", host("localhost")))
                        .status())
                .isEqualTo(200);
        // The target counts, and the header does not (RFC 9112, 3.2.2). A browser sends such a target to a proxy only.
        assertThat(http.exchange(get("http://localhost/stats", host("attacker.example")))
                        .status())
                .isEqualTo(200);
        for (var request : List.of(
                submit("http://attacker.example/runs", host("localhost")),
                submit("http://attacker.example/runs", host("attacker.example")))) {
            assertMisdirected(request);
        }
    }

    @Test
    void names_of_proxies_in_other_headers_decide_nothing() {
        assertMisdirected(submit("/runs", host("attacker.example") + "X-Forwarded-Host: localhost\r\n"));
        assertThat(http.exchange(get("/stats", host("localhost") + "X-Forwarded-Host: attacker.example\r\n"))
                        .status())
                .isEqualTo(200);
    }
}
