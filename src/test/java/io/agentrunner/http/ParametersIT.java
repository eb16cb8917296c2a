package io.agentrunner.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.inside.TestRuns;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** An unknown filter never widens a result. */
class ParametersIT extends HttpTest {
    /** These are served by servlets, not by resources, and use no query parameters. */
    private static final Set<String> SERVLETS =
            Set.of("/openapi", "/health", "/health/live", "/health/ready", "/health/started");

    private List<OpenApi.Operation> operations() {
        return OpenApi.operations().stream()
                .filter(operation -> !SERVLETS.contains(operation.path()))
                .toList();
    }

    private String address(OpenApi.Operation operation) {
        var run = Long.toString(TestRuns.queued().project(project).due("1 hour").save());
        return operation
                .path()
                .replace("/runs/{id}", "/runs/" + run)
                .replace("/nodes/{id}", "/nodes/self")
                .replace("{id}", Long.toString(project))
                .replace("{key}", "worker.check.interval");
    }

    @Test
    void a_parameter_that_a_path_does_not_know_is_refused_and_those_there_are_are_named() {
        each(operations(), operation -> {
            var address = address(operation);
            var answer = storesNothing(() -> http.send(operation.method(), address + "?no_such=1", null));
            assertProblem(answer, 400);
            assertThat(answer.detail()).contains("\"no_such\"");
            assertThat(answer.json().at("/errors/0/field").asText()).isEqualTo("no_such");
            for (var parameter : operation.json().path("parameters")) {
                var name = OpenApi.resolve(parameter).path("name").asText();
                if (OpenApi.resolve(parameter).path("in").asText().equals("query")) {
                    assertThat(answer.detail()).contains(name);
                }
            }
        });
        each(
                List.of(
                        "/runs?state=QUEUED",
                        "/runs?Status=QUEUED",
                        "/runs?project=1",
                        "/runs?metadata=k",
                        "/runs?metadata.=k",
                        "/runs?metadata%5Bk=v"),
                path -> assertProblem(http.get(path), 400));
    }

    @Test
    void a_submit_with_a_body_ignores_parameters_and_one_without_refuses_those_it_does_not_know() {
        var body = "{\"project_id\":%d,\"goal\":\"x\",\"run_at\":\"2126-02-01T10:30:00Z\"}".formatted(project);
        assertThat(http.post("/runs?goal=other&no_such=1", body).status()).isEqualTo(201);
        assertProblem(storesNothing(() -> http.post("/runs?project_id=%d&goal=x&no_such=1".formatted(project))), 400);
        assertProblem(storesNothing(() -> http.post("/projects?name=n&path=x")), 400);
    }

    @Test
    void a_parameter_that_is_given_twice_is_refused_unless_it_may_be_repeated() {
        each(
                List.of(
                        "/runs?limit=1&limit=2",
                        "/runs?project_id=1&project_id=2",
                        "/runs?agent=a&agent=b",
                        "/runs?metadata.a=1&metadata.a=2",
                        "/runs?metadata.a=1&metadata%5Ba%5D=2",
                        "/runs?metadata=a%3D1&metadata=a%3D2"),
                path -> {
                    var answer = http.get(path);
                    assertProblem(answer, 400);
                    assertThat(answer.detail()).contains("once");
                });
    }

    @Test
    void metadata_is_filtered_in_both_forms() {
        var body =
                "{\"project_id\":%d,\"goal\":\"x\",\"run_at\":\"2126-02-01T10:30:00Z\",\"metadata\":{\"a.b\":1,\"c\":\"d\"}}"
                        .formatted(project);
        assertThat(http.post("/runs", body).status()).isEqualTo(201);
        var runs = "/runs?project_id=" + project + "&";
        for (var filter : List.of(
                "metadata.a.b=1",
                "metadata%5Ba.b%5D=1",
                "metadata=a.b%3D1",
                "metadata=a.b%3D1&metadata=c%3Dd",
                "metadata[c]=d",
                "metadata%5Bc%5D=d&metadata.a.b=1")) {
            var answer = http.raw("GET " + runs + filter);
            assertThat(answer.json()).as(answer.toString()).hasSize(1);
        }
        assertThat(http.raw("GET " + runs + "metadata[c]=e").json()).isEmpty();
        var page = http.raw("GET " + runs + "limit=1&metadata[a.b]=1");
        assertThat(page.json()).hasSize(1);
    }

    @Test
    void searches_are_bounded() {
        assertProblem(http.get("/runs?q=" + "x".repeat(201)), 400);
        assertThat(http.get("/runs?q=" + "x".repeat(200)).status()).isEqualTo(200);
        var eleven = http.get("/runs?" + filters(11));
        assertProblem(eleven, 400);
        assertThat(eleven.detail()).contains("at most 10");
        assertThat(http.get("/runs?" + filters(10)).status()).isEqualTo(200);
    }

    private static String filters(int count) {
        return IntStream.range(0, count).mapToObj(i -> "metadata.k" + i + "=1").collect(Collectors.joining("&"));
    }

    @Test
    void locations_and_links_do_not_repeat_the_host_of_a_client() {
        TestRuns.queued().project(project).due("1 hour").save(2);
        var created = http.post("/projects", "{\"name\":\"L %d\"}".formatted(project));
        assertThat(created.header("location"))
                .isEqualTo("/projects/" + created.json().path("id").asLong());
        var run = http.post(
                "/runs", "{\"project_id\":%d,\"goal\":\"x\",\"run_at\":\"2126-02-01T10:30:00Z\"}".formatted(project));
        assertThat(run.header("location"))
                .isEqualTo("/runs/" + run.json().path("id").asLong());
        var directive = http.post(run.header("location") + "/directive", "{\"text\":\"left\"}");
        assertThat(directive.header("location")).startsWith(run.header("location") + "/events?");
        assertThat(http.get(directive.header("location")).json().get(0)).isEqualTo(directive.json());
        var page = http.get("/runs?limit=1&q=%C3%A9%20%26&project_id=" + project);
        assertThat(page.header("link")).isNull();
        page = http.get("/runs?limit=1&created_after=2020-01-01T00:00:00%2B01:00&project_id=" + project);
        assertThat(page.header("link")).startsWith("</runs?").contains("%2B01").endsWith(">; rel=\"next\"");
    }

    @Test
    void no_answer_names_the_software_beneath() {
        var wadl = http.get("/application.wadl");
        assertProblem(wadl, 404);
        for (var path : List.of("/runs", "/runs/1", "/stats", "/settings/worker.lease")) {
            var options = http.send("OPTIONS", path, null);
            assertThat(options.status()).as(options.toString()).isIn(200, 204);
            assertThat(options.header("allow")).contains("GET");
            assertThat(options.toString()).doesNotContainIgnoringCase("jersey").doesNotContain("wadl");
        }
    }
}
