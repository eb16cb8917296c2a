package io.agentrunner.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.inside.Exposition;
import io.agentrunner.inside.TestRuns;
import java.net.URL;
import java.util.List;
import java.util.stream.Stream;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A page of another origin changes nothing; a page of this server's own, and a client that is no browser, do. */
class OriginsIT extends HttpTest {
    private static final String APP = "http://localhost:3000";

    @ArquillianResource
    private URL server;

    @AfterEach
    void no_origin_stays_allowed() {
        http.send("DELETE", "/settings/cors.origins", null);
    }

    private String own() {
        return "http://" + server.getHost() + ":" + server.getPort();
    }

    private Http.Answer submit(String... headers) {
        return http.send("POST", "/runs?project_id=" + project + "&goal=x", null, headers);
    }

    private List<String> others() {
        return List.of(
                "null",
                "",
                "http://attacker.example",
                "https://" + server.getHost(),
                "http://" + server.getHost(),
                "http://" + server.getHost() + ":" + (server.getPort() + 1),
                "http://localhost:" + server.getPort(),
                own() + ".attacker.example",
                own() + "@attacker.example",
                own() + " http://attacker.example",
                server.getHost() + ":" + server.getPort(),
                APP);
    }

    @Test
    void a_request_of_no_browser_is_served_as_before() {
        assertThat(submit().status()).isEqualTo(201);
        assertThat(http.post("/worker/process").status()).isEqualTo(202);
    }

    @Test
    void a_page_of_this_server_may_change_things() {
        assertThat(submit("Origin", own()).status()).isEqualTo(201);
        assertThat(submit("Origin", own(), "Sec-Fetch-Site", "same-origin").status())
                .isEqualTo(201);
        assertThat(submit("Sec-Fetch-Site", "none").status()).isEqualTo(201);
        // The page knows the scheme of the proxy that it came through, this server does not.
        assertThat(submit("Origin", own().replace("http:", "https:")).status()).isEqualTo(201);
    }

    @Test
    void a_page_of_another_origin_gets_403_and_changes_nothing() {
        var before = refused();
        each(others(), origin -> {
            var answer = storesNothing(() -> submit("Origin", origin));
            assertProblem(answer, 403);
            assertThat(answer.detail()).contains("cors.origins");
        });
        for (var site : List.of("cross-site", "same-site")) {
            assertProblem(storesNothing(() -> submit("Sec-Fetch-Site", site)), 403);
            assertProblem(storesNothing(() -> submit("Sec-Fetch-Site", site, "Origin", own())), 403);
        }
        assertThat(refused() - before).isEqualTo(others().size() + 4);
    }

    private double refused() {
        return Exposition.parse(http.get("/metrics").body())
                .value("agent_runner_requests_refused_total", "reason", "origin");
    }

    @Test
    void no_operation_that_changes_something_is_open_to_a_page_of_another_origin() {
        var run = TestRuns.queued().project(project).due("1 hour").save();
        var changing = OpenApi.operations().stream()
                .filter(one -> !one.method().equals("GET"))
                .toList();
        assertThat(changing).hasSizeGreaterThan(8);
        each(changing, operation -> {
            var path = operation
                    .path()
                    .replace("/runs/{id}", "/runs/" + run)
                    .replace("/nodes/{id}", "/nodes/self")
                    .replaceAll("\\{[^}]+}", "1");
            for (var headers : List.of(
                    new String[] {"Origin", "http://attacker.example"},
                    new String[] {"Sec-Fetch-Site", "cross-site"},
                    new String[] {"Origin", "null", "Content-Type", "text/plain"})) {
                assertProblem(storesNothing(() -> http.exchange(raw(operation.method(), path, headers))), 403);
            }
        });
        assertThat(http.get("/worker/status").json().toString()).doesNotContain("draining\":true");
    }

    private String raw(String method, String path, String... headers) {
        var lines = new StringBuilder(method + " " + path + " HTTP/1.1\r\n" + Http.HEAD + "Connection: close\r\n");
        for (var i = 0; i < headers.length; i += 2) {
            lines.append(headers[i]).append(": ").append(headers[i + 1]).append("\r\n");
        }
        // Payara refuses a DELETE with a body itself.
        return lines + (method.equals("DELETE") ? "\r\n" : "Content-Length: 2\r\n\r\n{}");
    }

    @Test
    void methods_that_only_read_are_answered_but_the_page_cannot_read_the_answer() {
        for (var method : List.of("GET", "HEAD", "OPTIONS")) {
            var answer =
                    http.exchange(method + " /stats HTTP/1.1\r\n" + Http.HEAD + "Origin: http://attacker.example\r\n"
                            + "Sec-Fetch-Site: cross-site\r\nConnection: close\r\n\r\n");
            assertThat(answer.status()).as(answer.toString()).isIn(200, 204);
            assertThat(answer.headers()).doesNotContainKey("access-control-allow-origin");
            assertThat(answer.header("cross-origin-resource-policy")).isEqualTo("same-origin");
        }
        assertProblem(http.exchange(raw("BREW", "/runs", "Origin", "null")), 403);
    }

    @Test
    void an_allowed_origin_may_change_things_from_the_moment_that_it_is_set() {
        assertProblem(submit("Origin", APP, "Sec-Fetch-Site", "same-site"), 403);
        allow(APP + ", https://app.example.org");
        assertThat(submit("Origin", APP, "Sec-Fetch-Site", "same-site").status())
                .isEqualTo(201);
        assertThat(submit("Origin", "https://app.example.org").status()).isEqualTo(201);
        for (var other : List.of("http://localhost:3001", "https://localhost:3000", "http://app.example.org", "null")) {
            assertProblem(submit("Origin", other), 403);
        }
        assertProblem(submit("Sec-Fetch-Site", "same-site"), 403);
    }

    private void allow(String origins) {
        assertThat(http.send(
                                "PUT",
                                "/settings/cors.origins",
                                "{\"value\":\"" + origins + "\"}",
                                "Content-Type",
                                "application/json")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void a_value_that_is_no_list_of_origins_is_refused() {
        for (var bad : Stream.of("*", "null", "http://*.example.org", "app.example.org", "http://a/b", "file://a")
                .toList()) {
            assertProblem(
                    http.send(
                            "PUT",
                            "/settings/cors.origins",
                            "{\"value\":\"" + bad + "\"}",
                            "Content-Type",
                            "application/json"),
                    422);
        }
    }

    @Test
    void a_preflight_of_an_allowed_origin_is_answered_by_the_gate() {
        allow(APP);
        for (var path : List.of("/runs", "/runs/1/events/stream", "/nowhere", "/settings/worker.lease")) {
            var answer = preflight(path, APP);
            assertThat(answer.status()).isEqualTo(204);
            assertThat(answer.header("access-control-allow-origin")).isEqualTo(APP);
            assertThat(answer.header("access-control-allow-methods").split(", "))
                    .contains("GET", "POST", "PUT", "PATCH", "DELETE");
            assertThat(answer.header("access-control-allow-headers").split(", "))
                    .containsExactlyInAnyOrder(
                            "content-type", "authorization", "idempotency-key", "last-event-id", "x-api-key");
            assertThat(answer.header("access-control-max-age")).isEqualTo("600");
            assertThat(answer.headers()).doesNotContainKey("access-control-allow-credentials");
            assertThat(vary(answer)).contains("Origin", "Access-Control-Request-Method");
        }
        assertThat(preflight("/runs", "http://attacker.example").headers())
                .doesNotContainKeys("access-control-allow-origin", "access-control-allow-methods");
    }

    private Http.Answer preflight(String path, String origin) {
        return http.send(
                "OPTIONS",
                path,
                null,
                "Origin",
                origin,
                "Access-Control-Request-Method",
                "POST",
                "Access-Control-Request-Headers",
                "content-type");
    }

    private static String vary(Http.Answer answer) {
        return String.join(", ", answer.headers().get("vary"));
    }

    @Test
    void an_allowed_origin_can_read_every_answer_also_refusals_and_streams() {
        allow(APP);
        var run = TestRuns.failed().project(project).save();
        var answers = Stream.of(
                        http.send("GET", "/stats", null, "Origin", APP),
                        http.send("GET", "/runs/" + run + "/events/stream", null, "Origin", APP),
                        http.send("GET", "/runs/0", null, "Origin", APP),
                        http.send("GET", "/nowhere", null, "Origin", APP),
                        http.send("POST", "/runs", "{", "Origin", APP, "Content-Type", "application/json"),
                        http.send("POST", "/runs", "{}", "Origin", APP, "Content-Type", "text/plain"),
                        http.send("GET", "/docs", null, "Origin", APP),
                        http.send("GET", "/runs/5%25/x/y", null, "Origin", APP),
                        http.exchange("GET /runs/5% HTTP/1.1\r\n" + Http.HEAD + "Origin: " + APP
                                + "\r\nConnection: close\r\n\r\n"),
                        submit("Origin", APP))
                .toList();
        each(answers, answer -> {
            assertThat(answer.header("access-control-allow-origin")).isEqualTo(APP);
            assertThat(answer.header("access-control-expose-headers"))
                    .contains("location", "link", "idempotent-replayed", "retry-after", "ratelimit");
            assertThat(vary(answer)).contains("Origin");
        });
        assertThat(answers).extracting(Http.Answer::status).contains(200, 201, 400, 404, 415);
    }

    @Test
    void every_answer_has_the_headers_that_keep_browsers_from_guessing_and_storing() {
        var answers = Stream.of(
                        http.get("/stats"),
                        http.get("/runs/0"),
                        http.get("/nowhere"),
                        http.get("/metrics"),
                        http.get("/openapi"),
                        http.exchange("GET /stats HTTP/1.1\r\nHost: attacker.example\r\nConnection: close\r\n\r\n"),
                        http.exchange("GET /runs/5% HTTP/1.1\r\n" + Http.HEAD + "Connection: close\r\n\r\n"),
                        submit("Origin", "null"),
                        submit())
                .toList();
        each(answers, answer -> {
            assertThat(answer.header("x-content-type-options")).isEqualTo("nosniff");
            assertThat(answer.header("cache-control")).contains("no-store");
            assertThat(answer.header("referrer-policy")).isEqualTo("same-origin");
            assertThat(answer.header("permissions-policy")).contains("camera=()");
            assertThat(answer.header("content-security-policy")).contains("default-src 'none'");
            assertThat(answer.headers()).doesNotContainKey("strict-transport-security");
        });
        var page = http.get("/docs");
        assertThat(page.header("x-content-type-options")).isEqualTo("nosniff");
        assertThat(page.headers().get("content-security-policy")).hasSize(1);
        assertThat(page.header("content-security-policy")).contains("script-src 'self'");
    }
}
