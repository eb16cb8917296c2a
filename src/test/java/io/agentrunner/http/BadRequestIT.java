package io.agentrunner.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.inside.TestRuns;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Requests with a wrong path, a missing thing, or an unsupported method or form. */
class BadRequestIT extends HttpTest {
    private static final List<String> NO_IDS =
            List.of("0", "-1", "abc", "1.5", "99999999999999999999", "999999999", "%20", "null", "1e3");

    @Test
    void an_id_that_names_nothing_is_not_found() {
        each(NO_IDS, id -> {
            for (var path : List.of("/runs/%s", "/runs/%s/events", "/projects/%s")) {
                assertProblem(http.get(path.formatted(id)), 404);
            }
            for (var path : List.of("/runs/%s/pause", "/runs/%s/resume", "/runs/%s/stop", "/runs/%s/retry")) {
                assertProblem(http.post(path.formatted(id)), 404);
            }
            assertProblem(http.post("/runs/%s/directive".formatted(id), "{\"text\":\"left\"}"), 404);
            assertProblem(
                    http.send("PATCH", "/projects/" + id, "{\"name\":\"x\"}", "Content-Type", "application/json"), 404);
        });
    }

    @Test
    void the_answer_for_a_missing_run_names_it() {
        assertThat(http.get("/runs/999999999").detail()).isEqualTo("There is no run 999999999.");
        assertThat(http.get("/runs/999999999").json().path("instance").asText()).isEqualTo("/runs/999999999");
        assertThat(http.post("/runs/999999999/stop").detail()).contains("999999999");
    }

    @Test
    void a_path_that_there_is_not_is_not_found() {
        each(
                List.of(
                        "/nothing",
                        "/runs/1/2/3",
                        "/run",
                        "/api/runs",
                        "/worker",
                        "/worker/nothing",
                        "/problem",
                        "/runs/1/events/x/y",
                        "/index.html",
                        "/WEB-INF/web.xml",
                        "/META-INF/persistence.xml",
                        "/ArquillianNothing",
                        "/runs//1",
                        "/%F0%9F%9A%80"),
                path -> assertProblem(http.get(path), 404));
    }

    @Test
    void an_action_that_there_is_not_is_refused_with_those_there_are() {
        var run = TestRuns.queued().due("1 hour").save();
        each(List.of("explode", "PAUSE", "paus", "%20", "stop%20"), action -> {
            var answer = storesNothing(() -> http.post("/runs/" + run + "/" + action));
            assertProblem(answer, 400);
            assertThat(answer.detail()).contains("pause, resume, stop, retry");
        });
    }

    @Test
    void a_query_value_that_cannot_be_read_is_refused_with_what_would_be_right() {
        var run = TestRuns.queued().due("1 hour").save();
        each(
                List.of(
                        "/runs?status=FOO",
                        "/runs?status=queued",
                        "/runs?status=QUEUED&status=FOO",
                        "/runs?limit=0",
                        "/runs?limit=1001",
                        "/runs?limit=-1",
                        "/runs?limit=abc",
                        "/runs?limit=1.5",
                        "/runs?limit=99999999999",
                        "/runs?before_id=0",
                        "/runs?before_id=-1",
                        "/runs?before_id=x",
                        "/runs?before_id=99999999999999999999",
                        "/runs?project_id=-1",
                        "/runs?project_id=0",
                        "/runs?project_id=all",
                        "/runs?created_after=yesterday",
                        "/runs?created_before=2026-02-01",
                        "/runs?created_after=2026-13-01T00:00:00Z",
                        "/runs?created_before=%2B99999-01-01T00:00:00Z",
                        "/runs?node=me",
                        "/runs?node=%27%3B",
                        "/runs/" + run + "/events?after_id=-1",
                        "/runs/" + run + "/events?after_id=x",
                        "/runs/" + run + "/events?limit=0",
                        "/runs/" + run + "/events?limit=1001",
                        "/runs/" + run + "/events?after_id=99999999999"),
                path -> {
                    var answer = http.get(path);
                    assertProblem(answer, 400);
                    var parameter = path.replaceFirst("^.*[?&]([a-z_]+)=[^=]*$", "$1");
                    assertThat(answer.detail()).contains(parameter).contains("must be");
                    assertThat(answer.json()
                                    .path("errors")
                                    .path(0)
                                    .path("field")
                                    .asText())
                            .isEqualTo(parameter);
                });
    }

    @Test
    void a_query_value_that_only_matches_nothing_is_an_empty_list() {
        each(
                List.of(
                        "/runs?agent=nobody",
                        "/runs?agent=%00",
                        "/runs?q=%00nowhere",
                        "/runs?q=%25%25%25zz",
                        "/runs?metadata.none=1",
                        "/runs?metadata.%00=1",
                        "/runs?metadata.k=%00",
                        "/runs?metadata.k=1e400000",
                        "/runs?metadata.k=" + "9".repeat(200),
                        "/runs?project_id=9223372036854775807",
                        "/runs?created_after=9999-12-31T23:59:59Z",
                        "/runs?created_before=1583-01-01T00:00:00Z",
                        "/runs?node=00000000-0000-0000-0000-000000000000",
                        "/runs?q=" + "long".repeat(50)),
                path -> {
                    var answer = http.get(path);
                    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
                    assertThat(answer.body()).isEqualTo("[]");
                });
    }

    @Test
    void a_path_that_cannot_be_decoded_is_a_problem_for_any_method_and_everywhere() {
        each(
                List.of(
                        "/runs/5%",
                        "/runs/5%/stop",
                        "/runs/%zz",
                        "/%",
                        "/openapi%",
                        "/health%2",
                        "/docs/%c",
                        "/runs/1%00",
                        "/runs/..%2f..%2fx",
                        "/a\\b",
                        "/a%5Cb"),
                path -> {
                    for (var method : List.of("GET", "POST", "DELETE", "BREW")) {
                        var answer = http.raw(method + " " + path + "?x=%");
                        assertProblem(answer, 400);
                        assertThat(answer.json().path("instance").asText()).isEqualTo(path);
                    }
                });
        assertThat(http.get("/runs/%35").status()).isIn(200, 404);
    }

    @Test
    void a_request_line_that_is_broken_gets_no_page_of_the_server() {
        each(
                List.of(
                        "GET /runs?status=%zz",
                        "GET /runs/%zz",
                        "GET /runs?q=%",
                        "GET /runs?q=%C3%28",
                        "GET /runs/%C3%28",
                        "POST /runs?project_id=1&goal=%zz",
                        "GET /runs/1%00",
                        "POST /runs/1/stop%00",
                        "GET /%2e%2e/%2e%2e/etc/passwd",
                        "GET /../../etc/passwd",
                        "GET runs"),
                line -> {
                    var answer = http.raw(line);
                    assertThat(answer.status()).as(answer.toString()).isBetween(200, 499);
                    // The server refuses some of these before an application sees them, at least without a body.
                    assertThat(answer.body())
                            .doesNotContainIgnoringCase("<html")
                            .doesNotContain("root:");
                });
    }

    @Test
    void a_long_query_string_is_answered_with_a_problem_or_what_it_asked_for() {
        var goal = "g".repeat(16 * 1024);
        var answer = http.raw("POST /runs?project_id=-1&goal=" + goal);
        assertProblem(answer, 400, 414, 431);
        assertProblem(http.raw("GET /runs?status=" + goal), 400, 414, 431);
    }

    @Test
    void a_method_that_is_not_allowed_is_refused_with_those_that_are() {
        each(
                List.<Object[]>of(
                        new Object[] {"DELETE", "/runs", "GET"},
                        new Object[] {"PUT", "/runs", "POST"},
                        new Object[] {"PATCH", "/runs/1", "GET"},
                        new Object[] {"DELETE", "/runs/1", "GET"},
                        new Object[] {"GET", "/runs/1/pause", "POST"},
                        new Object[] {"PUT", "/runs/1/stop", "POST"},
                        new Object[] {"GET", "/runs/1/directive", "POST"},
                        new Object[] {"DELETE", "/runs/1/events", "GET"},
                        new Object[] {"GET", "/runs/batch/x", "POST"},
                        new Object[] {"POST", "/stats", "GET"},
                        new Object[] {"POST", "/worker/status", "GET"},
                        new Object[] {"GET", "/worker/process", "POST"},
                        new Object[] {"DELETE", "/projects/1", "PATCH"},
                        new Object[] {"PUT", "/projects", "POST"}),
                one -> {
                    var answer = storesNothing(() -> http.send((String) one[0], (String) one[1], null));
                    assertProblem(answer, 405);
                    assertThat(answer.header("allow")).as(answer.toString()).contains((String) one[2]);
                });
    }

    @Test
    void a_method_that_nobody_knows_is_refused() {
        for (var method : List.of("BREW", "PROPFIND", "get")) {
            var answer = http.raw(method + " /runs");
            assertProblem(answer, 400, 405, 501);
        }
    }

    @Test
    void a_client_that_accepts_no_json_gets_406_and_nothing_is_stored() {
        var body = "{\"project_id\":%d,\"goal\":\"x\"}".formatted(project);
        for (var accept : List.of("text/html", "application/xml", "text/plain", "image/png")) {
            for (var path : List.of("/runs", "/stats", "/projects", "/worker/status", "/runs/1/events")) {
                assertProblem(http.send("GET", path, null, "Accept", accept), 406);
            }
            assertProblem(
                    storesNothing(() ->
                            http.send("POST", "/runs", body, "Accept", accept, "Content-Type", "application/json")),
                    406);
        }
    }

    @Test
    void a_browser_that_accepts_anything_gets_json() {
        var answer = http.send("GET", "/runs?limit=1", null, "Accept", "text/html,application/xhtml+xml,*/*;q=0.8");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("content-type")).startsWith("application/json");
    }

    @Test
    void a_header_that_is_no_media_type_is_refused() {
        assertProblem(http.send("GET", "/runs", null, "Accept", "nonsense"), 400, 406);
        assertProblem(storesNothing(() -> http.send("POST", "/runs", "{}", "Content-Type", "nonsense")), 400, 415);
    }

    @Test
    void a_body_of_another_kind_is_refused() {
        var run = TestRuns.queued().due("1 hour").save();
        var body = "{\"project_id\":%d,\"goal\":\"x\",\"name\":\"y\",\"text\":\"z\"}".formatted(project);
        for (var type : List.of(
                "text/plain",
                "application/xml",
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=b",
                "application/merge-patch+json",
                "application/octet-stream")) {
            for (var path : List.of("/runs", "/runs/batch", "/projects", "/runs/" + run + "/directive")) {
                assertProblem(storesNothing(() -> http.send("POST", path, body, "Content-Type", type)), 415);
            }
            assertProblem(storesNothing(() -> http.send("PATCH", "/projects/1", body, "Content-Type", type)), 415);
        }
        assertProblem(storesNothing(() -> http.send("POST", "/runs", body)), 415);
    }

    @Test
    void a_directive_without_a_text_is_refused() {
        var run = TestRuns.queued().due("1 hour").save();
        var path = "/runs/" + run + "/directive";
        each(
                List.of(
                        "{}",
                        "{\"text\":null}",
                        "{\"text\":\"\"}",
                        "{\"text\":\"  \"}",
                        "{\"text\":\"a\\u0000\"}",
                        "{\"text\":\"\\ud800\"}",
                        "{\"text\":\"" + "t".repeat(100_001) + "\"}"),
                body -> assertProblem(storesNothing(() -> http.post(path, body)), 422));
        each(
                List.of("{\"text\":5}", "{\"text\":{}}", "{\"text\":[\"a\"]}", "[]", "null"),
                body -> assertProblem(storesNothing(() -> http.post(path, body)), 400));
        assertProblem(storesNothing(() -> http.post(path)), 400);
    }

    @Test
    void a_project_that_cannot_be_accepted_is_refused() {
        var longPath = "p".repeat(4097);
        each(
                List.of(
                        "{}",
                        "{\"name\":null}",
                        "{\"name\":\"\"}",
                        "{\"name\":\" \"}",
                        "{\"name\":\"a\\u0000\"}",
                        "{\"name\":\"" + "n".repeat(201) + "\"}",
                        "{\"name\":\"ok\",\"local_path\":\"" + longPath + "\"}",
                        "{\"name\":\"ok\",\"local_path\":\"a\\u0000\"}"),
                body -> assertProblem(storesNothing(() -> http.post("/projects", body)), 422));
        each(
                List.of("{\"name\":5}", "{\"name\":[]}", "{\"name\":\"ok\",\"local_path\":5}"),
                body -> assertProblem(storesNothing(() -> http.post("/projects", body)), 400));
        assertProblem(storesNothing(() -> http.post("/projects")), 422);
        assertProblem(storesNothing(() -> http.post("/projects?name=")), 422);
        for (var patch : List.of("{\"name\":\" \"}", "{\"name\":\"" + "n".repeat(201) + "\"}")) {
            assertProblem(http.send("PATCH", "/projects/" + project, patch, "Content-Type", "application/json"), 422);
        }
        assertProblem(http.send("PATCH", "/projects/" + project, "null", "Content-Type", "application/json"), 400);
        assertProblem(http.send("PATCH", "/projects/" + project, "", "Content-Type", "application/json"), 400);
    }
}
