package io.agentrunner.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.agentrunner.http.Http.Answer;
import io.agentrunner.http.OpenApi.Operation;
import io.agentrunner.inside.Sql;
import io.agentrunner.inside.TestNodes;
import io.agentrunner.inside.TestRuns;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The server's responses match its own document, which it also shows to people. */
class OpenApiIT extends HttpTest {
    @AfterEach
    void nothing_stays_queued_or_set() {
        TestRuns.clearQueue();
        assertThat(http.send("DELETE", "/settings/worker.check.interval", null).status())
                .isEqualTo(200);
        // The examples name projects; names are unique.
        Sql.run("update project set name = name || ' ' || id where name in ('demo', 'smallest')");
    }

    /** Fails unless the document has this answer to the operation, with this type, these headers and such a body. */
    private static void assertDocumented(Operation operation, Answer answer) {
        var response = operation.response(answer.status());
        assertThat(response.isMissingNode()).as("%s: %s", operation, answer).isFalse();
        operation.assertHas(answer.status(), answer.mediaType());
        if (answer.body().isEmpty()) {
            return;
        }
        var type = answer.mediaType();
        var content = response.path("content").path(type);
        JsonNode body = type.endsWith("json") ? answer.json() : TextNode.valueOf(answer.body());
        assertThat(OpenApi.violations(content.path("schema"), body))
                .as("%s: %s", operation, answer)
                .isEmpty();
        response.path("headers").fieldNames().forEachRemaining(header -> {
            if (!header.equals("Link")) {
                assertThat(answer.header(header))
                        .as("%s: %s", operation, header)
                        .isNotNull();
            }
        });
    }

    private String address(Operation operation) {
        var path = operation.path();
        if (path.startsWith("/runs/{id}")) {
            var run = switch (path) {
                case "/runs/{id}/resume" -> TestRuns.paused();
                case "/runs/{id}/retry" -> TestRuns.failed();
                // Streams of other runs do not end.
                case "/runs/{id}/events/stream" -> TestRuns.completed();
                default -> TestRuns.queued();
            };
            path = path.replace("{id}", Long.toString(run.due("1 hour").save()));
        } else if (path.startsWith("/keys/{id}")) {
            path = path.replace("{id}", key().path("id").asText());
        } else if (path.startsWith("/operations/{id}")) {
            path = path.replace("{id}", Long.toString(Sql.number("""
                    insert into operation (action, filter, actor, before, finished_at)
                    values ('stop', '{"agent":"none"}', 'tester', 1, now()) returning id""")));
        } else if (path.startsWith("/nodes/{id}")) {
            path = path.replace("{id}", TestNodes.live().toString());
        } else {
            path = path.replace("{id}", Long.toString(project)).replace("{key}", "worker.check.interval");
        }
        return operation.json().has("requestBody") ? path : path + query(operation.json());
    }

    private JsonNode key() {
        return http.post("/keys", "{\"name\":\"" + UUID.randomUUID() + "\",\"role\":\"viewer\"}")
                .json();
    }

    /** The example, with the key of a caller that there is. */
    private String body(Operation operation, JsonNode example) {
        return operation.path().equals("/session") ? "{\"key\":" + key().path("key") + "}" : example.toString();
    }

    /** Every query parameter that has an example, with it. */
    private static String query(JsonNode operation) {
        var pairs = new ArrayList<String>();
        for (var parameter : operation.path("parameters")) {
            if (parameter.path("in").asText().equals("query")) {
                var example = parameter.path("example");
                var values = example.isArray() ? example : List.of(example);
                values.forEach(value -> pairs.add(parameter.path("name").asText() + "="
                        + URLEncoder.encode(value.asText(), StandardCharsets.UTF_8)));
            }
        }
        return pairs.isEmpty() ? "" : "?" + String.join("&", pairs);
    }

    @Test
    void every_operation_takes_its_examples_and_answers_as_the_document_says() {
        // This one never ends; DashboardStreamIT reads it.
        var ending = OpenApi.operations().stream()
                .filter(operation -> !operation.path().equals("/events/stream"))
                .toList();
        each(ending, operation -> {
            var bodies = OpenApi.examples(
                    operation.json().path("requestBody").path("content").path("application/json"));
            if (bodies.isEmpty()) {
                var answer = http.send(operation.method(), address(operation), null);
                assertThat(answer.status()).as(answer.toString()).isBetween(200, 299);
                assertDocumented(operation, answer);
            }
            bodies.forEach(body -> {
                var answer = http.send(
                        operation.method(),
                        address(operation),
                        body(operation, body),
                        "Content-Type",
                        "application/json");
                assertThat(answer.status()).as(answer.toString()).isBetween(200, 299);
                assertDocumented(operation, answer);
            });
        });
    }

    @Test
    void lists_show_what_the_document_says_of_runs_of_every_status() {
        for (var status : List.of("QUEUED", "RUNNING", "PAUSED", "COMPLETED", "FAILED", "STOPPED")) {
            var run = TestRuns.of(status).project(project).due("1 hour").save();
            assertDocumented(OpenApi.operation("GET", "/runs/{id}/events"), http.get("/runs/" + run + "/events"));
        }
        var page = http.get("/runs?limit=5&project_id=" + project);
        assertThat(page.header("link")).contains("rel=\"next\"");
        assertDocumented(OpenApi.operation("GET", "/runs"), page);
        assertThat(page.json()).hasSize(5);
    }

    @Test
    void a_repeated_submit_is_answered_as_the_document_says() {
        for (var path : List.of("/runs", "/runs/batch")) {
            var run = "{\"project_id\":%d,\"goal\":\"x\"}".formatted(project);
            var body = path.equals("/runs") ? run : "{\"runs\":[" + run + "]}";
            var key = UUID.randomUUID().toString();
            for (var status : new int[] {201, 200}) {
                var answer = http.send("POST", path, body, "Content-Type", "application/json", "Idempotency-Key", key);
                assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
                assertDocumented(OpenApi.operation("POST", path), answer);
            }
        }
    }

    @Test
    void every_documented_refusal_that_a_request_can_bring_about_is_given_and_is_as_documented() {
        var completed = TestRuns.completed().save();
        var json = "application/json";
        each(
                List.<Object[]>of(
                        new Object[] {400, "GET", "/runs", "/runs?limit=0", "", json},
                        new Object[] {400, "POST", "/runs", "/runs", "{", json},
                        new Object[] {400, "POST", "/nodes/{id}/drain", "/nodes/me/drain", "", json},
                        new Object[] {400, "PUT", "/settings/{key}", "/settings/worker.check.interval", "[]", json},
                        new Object[] {404, "POST", "/runs", "/runs", "{\"project_id\":999999999,\"goal\":\"x\"}", json},
                        new Object[] {404, "GET", "/runs/{id}", "/runs/999999999", "", json},
                        new Object[] {404, "GET", "/projects/{id}", "/projects/x", "", json},
                        new Object[] {404, "DELETE", "/settings/{key}", "/settings/no.such", "", json},
                        new Object[] {406, "GET", "/stats", "/stats", "", "text/html"},
                        new Object[] {406, "GET", "/metrics", "/metrics", "", "image/png"},
                        new Object[] {409, "POST", "/runs/{id}/stop", "/runs/" + completed + "/stop", "", json},
                        new Object[] {409, "POST", "/projects", "/projects", "{\"name\":\"default\"}", json},
                        new Object[] {422, "POST", "/runs", "/runs", "{\"project_id\":1}", json},
                        new Object[] {422, "POST", "/runs/batch", "/runs/batch", "{\"runs\":[]}", json},
                        new Object[] {422, "DELETE", "/settings/{key}", "/settings/worker.lease", "", json}),
                one -> {
                    var body = one[4].equals("") ? null : (String) one[4];
                    var answer = http.send(
                            (String) one[1],
                            (String) one[3],
                            body,
                            "Accept",
                            (String) one[5],
                            "Content-Type",
                            "application/json");
                    assertProblem(answer, (int) one[0]);
                    assertDocumented(OpenApi.operation((String) one[1], (String) one[2]), answer);
                });
        assertThat(http.send("PUT", "/settings/queue.max.depth", "{\"value\":\"1\"}", "Content-Type", json)
                        .status())
                .isEqualTo(200);
        try {
            TestRuns.queued().save(2);
            var full = http.post("/runs", "{\"project_id\":1,\"goal\":\"x\"}");
            assertProblem(full, 429);
            assertDocumented(OpenApi.operation("POST", "/runs"), full);
        } finally {
            assertThat(http.send("DELETE", "/settings/queue.max.depth", null).status())
                    .isEqualTo(200);
        }
    }

    @Test
    void every_bounded_query_parameter_of_a_list_is_read_by_the_server() {
        for (var path : List.of("/runs", "/runs/{id}/events")) {
            for (var parameter : OpenApi.operation("GET", path).json().path("parameters")) {
                var name = parameter.path("name").asText();
                var free = List.of("agent", "q", "type").contains(name);
                if (parameter.path("in").asText().equals("query") && !free) {
                    var at = path.replace(
                            "{id}",
                            Long.toString(TestRuns.queued().due("1 hour").save()));
                    assertProblem(http.get(at + "?" + name + "=~"), 400);
                }
            }
        }
    }

    @Test
    void the_server_answers_the_document_as_it_is_checked_in_with_its_address() {
        for (var path : List.of("/openapi", "/openapi.json")) {
            var answer = http.get(path);
            assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
            assertThat(answer.header("content-type")).startsWith("application/json");
            assertThat(answer.header("cache-control")).isEqualTo("private, no-store");
            var server = (ObjectNode) answer.json().at("/servers/0");
            assertThat(server.path("url").asText()).matches("http://[a-z0-9.]+:[0-9]+");
            assertThat(http.get(server.path("url").asText() + "/stats").status())
                    .isEqualTo(200);
            var document = (ObjectNode) answer.json();
            document.set("servers", OpenApi.DOCUMENT.path("servers"));
            assertThat(document).isEqualTo(OpenApi.DOCUMENT);
            assertProblem(http.post(path, "{}"), 405);
        }
    }

    @Test
    void the_address_in_the_document_is_the_one_by_which_the_client_came() {
        var answer = http.send(
                "GET", "/openapi", null, "X-Forwarded-Host", "runs.example.org", "X-Forwarded-Proto", "https");
        assertThat(answer.json().at("/servers/0/url").asText()).isEqualTo("https://runs.example.org");
    }

    @Test
    void what_is_long_comes_compressed_to_a_client_that_takes_that() {
        assertThat(http.send("GET", "/openapi", null, "Accept-Encoding", "gzip").header("content-encoding"))
                .isEqualTo("gzip");
        assertThat(http.get("/openapi").header("content-encoding")).isNull();
    }

    @Test
    void the_address_that_a_start_prints_leads_browsers_to_the_console_and_others_to_the_page() {
        for (var method : List.of("GET", "HEAD")) {
            assertThat(leadsTo(method, "text/html,application/xhtml+xml,*/*;q=0.8"))
                    .isEqualTo("/console/");
            assertThat(leadsTo(method, "*/*")).isEqualTo("/docs");
        }
        assertProblem(http.post("/", "{}"), 405);
    }

    private String leadsTo(String method, String accepted) {
        var answer = http.send(method, "/", null, "Accept", accepted);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(303);
        return URI.create("http://any/").resolve(answer.header("location")).getPath();
    }

    @Test
    void the_page_and_all_that_it_loads_come_from_this_server() {
        for (var address : List.of("/docs", "/docs/")) {
            var page = http.send("GET", address, null, "Accept", "text/html");
            assertThat(page.status()).as(page.toString()).isEqualTo(200);
            assertThat(page.header("content-type")).startsWith("text/html");
            assertThat(page.header("content-security-policy")).contains("default-src 'none'", "script-src 'self'");
            assertThat(page.body()).doesNotContain("//");
            var assets = Pattern.compile("(?:href|src)=\"([^\"]+)\"")
                    .matcher(page.body())
                    .results()
                    .map(match -> match.group(1))
                    .toList();
            assertThat(assets).hasSize(4);
            each(assets, asset -> {
                assertThat(asset).startsWith("/docs/");
                var answer = http.get(asset);
                assertThat(answer.status()).as(asset).isEqualTo(200);
                assertThat(answer.header("x-content-type-options")).isEqualTo("nosniff");
                assertThat(answer.header("content-type"))
                        .startsWith(
                                asset.endsWith(".js")
                                        ? "text/javascript"
                                        : asset.endsWith(".css") ? "text/css" : "image/png");
                if (asset.endsWith(".css")) {
                    assertThat(answer.body())
                            .doesNotContainPattern("url\\([\"']?(https?:)?//")
                            .doesNotContain("@import");
                }
            });
        }
        assertThat(http.get("/docs/initializer.js").body())
                .contains("url: \"/openapi\"", "validatorUrl: null")
                .doesNotContain("://");
        assertProblem(http.get("/docs/index2.html"), 404);
        assertProblem(http.get("/docs/swagger-ui-bundle.js.LICENSE.txt"), 404);
    }

    @Test
    void what_is_below_the_document_is_not_the_servers_own() {
        var answer = http.get("/openapi/");
        assertThat(answer.status()).isEqualTo(301);
        assertThat(answer.header("location")).isEqualTo("/openapi.json");
        assertProblem(http.get("/openapi/x"), 404);
    }
}
