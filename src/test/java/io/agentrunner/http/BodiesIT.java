package io.agentrunner.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.inside.TestRuns;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Missing bodies, bodies without a media type, and bodies with more than is stored. */
class BodiesIT extends HttpTest {
    /** These operations read query parameters if there is no body. */
    private static final List<String> FORMS = List.of("/runs", "/projects");

    private String address(OpenApi.Operation operation) {
        var run = switch (operation.path()) {
            case "/runs/{id}/resume" -> TestRuns.paused();
            case "/runs/{id}/retry" -> TestRuns.failed();
            default -> TestRuns.queued();
        };
        return operation
                .path()
                .replace(
                        "/runs/{id}",
                        "/runs/" + run.project(project).due("1 hour").save())
                .replace("/nodes/{id}", "/nodes/00000000-0000-0000-0000-000000000000")
                .replace("{id}", Long.toString(project))
                .replace("{key}", "worker.check.interval");
    }

    @Test
    void no_operation_fails_for_a_body_that_is_missing_empty_or_of_no_kind() {
        each(OpenApi.operations(), operation -> {
            if (operation.method().equals("GET")) {
                return;
            }
            var needed = operation.json().at("/requestBody/required").asBoolean();
            for (var headers : List.of(new String[0], new String[] {"Content-Type", "application/json"})) {
                for (var body : new String[] {null, ""}) {
                    var answer = http.send(operation.method(), address(operation), body, headers);
                    if (needed && !FORMS.contains(operation.path())) {
                        assertProblem(answer, 400);
                        assertThat(answer.detail()).contains("body is empty");
                    } else if (answer.status() >= 400) {
                        assertProblem(answer, 404, 409, 422);
                    }
                }
            }
            if (operation.json().has("requestBody")) {
                assertProblem(http.send(operation.method(), address(operation), "{}"), 415);
                var wrong = "{\"value\":1e9999999999,\"name\":1e9999999999,\"text\":1e99,\"deadline_at\":1e99}";
                for (var body : List.of("null", "[]", "7", wrong)) {
                    assertProblem(
                            http.send(operation.method(), address(operation), body, "Content-Type", "application/json"),
                            400,
                            422);
                }
            }
        });
    }

    private String run(String members) {
        return "{\"project_id\":%d,\"goal\":\"x\",\"run_at\":\"2126-02-01T10:30:00Z\",%s}".formatted(project, members);
    }

    private static String keys(int count) {
        return IntStream.range(0, count).mapToObj(i -> "\"k" + i + "\":1").collect(Collectors.joining(",", "{", "}"));
    }

    @Test
    void options_come_back_as_they_were_given() {
        for (var options :
                List.of("{\"a\":1.0,\"b\": 1E5, \"c\":[-0.0,0.10e+01]}", "{ }", "{\"e\\u0301\":\"\\u00e9\\/\"}")) {
            var created = http.post("/runs", run("\"options\":" + options));
            assertThat(created.status()).as(created.toString()).isEqualTo(201);
            assertThat(created.body()).contains("\"options\":" + options);
            assertThat(http.get("/runs/" + created.json().path("id").asLong()).body())
                    .contains("\"options\":" + options);
        }
    }

    @Test
    void a_number_that_is_long_in_plain_form_is_refused_by_its_path() {
        for (var number :
                List.of("1e131071", "1e401", "1e-401", "9".repeat(998) + "e10", "9".repeat(20_000), "0e99999999999")) {
            for (var object : List.of("options", "metadata")) {
                var item = run("\"%s\":{\"a\":[1,{\"b\":%s}]}".formatted(object, number));
                var answer = storesNothing(() -> http.post("/runs/batch", "{\"runs\":[%s]}".formatted(item)));
                assertProblem(answer, 422);
                assertThat(answer.json().at("/errors/0/field").asText())
                        .isEqualTo("runs[0].%s.a[1].b".formatted(object));
            }
            var retry = run("\"retry\":{\"base_seconds\":1,\"factor\":%s,\"max_seconds\":1}".formatted(number));
            var answer = storesNothing(() -> http.post("/runs", retry));
            assertProblem(answer, 400, 422);
            assertThat(answer.body()).contains("retry");
        }
        var small = run("\"retry\":{\"base_seconds\":1e-500,\"factor\":1,\"max_seconds\":1}");
        assertProblem(storesNothing(() -> http.post("/runs", small)), 422);
    }

    @Test
    void objects_are_bounded_as_they_are_stored() {
        assertThat(http.post("/runs", run("\"options\":{\"a\":\"%s\"}".formatted("x".repeat((1 << 20) - 8))))
                        .status())
                .isEqualTo(201);
        refused("options", "{\"a\":\"%s\"}".formatted("x".repeat((1 << 20) - 7)), "1024 KiB");
        refused("metadata", "{\"a\":\"%s\"}".formatted("x".repeat(1 << 16)), "64 KiB");
        // 5 kB in the form in which it is sent.
        refused("metadata", "{\"a\":[%s]}".formatted("1e399,".repeat(800) + "1"), "64 KiB");
        assertThat(http.post("/runs", run("\"metadata\":" + keys(1000))).status())
                .isEqualTo(201);
        refused("metadata", keys(1001), "1000 keys");
        refused("metadata", "{\"a\":[%s]}".formatted("{\"b\":1},".repeat(1000) + "0"), "1000 keys");
    }

    private void refused(String member, String value, String message) {
        var answer = storesNothing(() -> http.post("/runs", run("\"" + member + "\":" + value)));
        assertProblem(answer, 422);
        assertThat(answer.json().at("/errors/0/field").asText()).isEqualTo(member);
        assertThat(answer.detail()).contains(message);
    }

    @Test
    void two_members_of_one_name_are_refused() {
        for (var members : List.of("\"name\":\"a\",\"name\":\"b\"", "\"metadata\":{\"a\":1,\"a\":2}")) {
            var answer = storesNothing(() -> http.post("/runs", run(members)));
            assertProblem(answer, 400);
            assertThat(answer.detail()).containsIgnoringCase("duplicate");
        }
    }

    @Test
    void the_last_moment_of_the_last_year_stays_in_it() {
        var created = http.post("/runs", run("\"deadline_at\":\"9999-12-31T23:59:59.9999999Z\""));
        assertThat(created.json().path("deadline_at").asText()).isEqualTo("9999-12-31T23:59:59.999999Z");
        assertThat(http.get(created.header("location")).json().path("deadline_at"))
                .isEqualTo(created.json().path("deadline_at"));
    }
}
