package io.agentrunner.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.platform.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A run that cannot be accepted is refused with a helpful sentence, and nothing is stored. */
class BadRunIT extends HttpTest {
    /** Member, its value as JSON, expected status. */
    private static final List<Object[]> MEMBERS = members();

    private static List<Object[]> members() {
        var cases = new ArrayList<Object[]>();
        add(cases, "project_id", 400, "\"1\"", "1.5", "1.0", "true", "{}", "[]", "[1]", "99999999999999999999", "1e2");
        add(cases, "project_id", 400, "1e400000");
        add(cases, "project_id", 422, "null", "0", "-1", "-9223372036854775808");
        add(cases, "project_id", 404, "999999999", "9223372036854775807");
        add(cases, "goal", 400, "5", "1.5", "true", "{}", "[]", "[\"a goal\"]");
        add(cases, "goal", 422, "null", "\"\"", "\" \\t\\n \"", text("g", 100_001));
        add(cases, "goal", 422, "\"a\\u0000b\"", "\"a\\ud800b\"", "\"a\\udc00b\"", "\"\\udc00\\ud800\"");
        add(cases, "name", 400, "5", "true", "{}", "[]");
        add(cases, "name", 422, "\"\"", "\"   \"", text("n", 201), "\"a\\u0000b\"", "\"a\\ud800\"");
        add(cases, "run_type", 400, "5", "{}", "[\"agent\"]");
        add(cases, "run_type", 422, "\"robot\"", "\"AGENT\"", "\"agent \"", "\"\"");
        add(cases, "agent", 400, "5", "{}", "[]", "false");
        add(cases, "agent", 422, "\"nobody\"", "\"\"", "\"Simple\"", "\"a\\u0000b\"", text("a", 100_000));
        for (var object : List.of("options", "metadata")) {
            add(cases, object, 400, "5", "\"{}\"", "[]", "true", "[{}]");
            add(cases, object, 422, "{\"a\":\"\\u0000\"}", "{\"a\":[{\"b\":\"\\ud800\"}]}", "{\"\\u0000\":1}");
            add(cases, object, 400, nested(10_000));
            add(cases, object, 422, "{\"a\":1e400000}", "{\"a\":[-1e400000]}", "{\"a\":1e-400000}");
            add(cases, object, 422, "{\"a\":" + "9".repeat(20_000) + "}");
        }
        add(cases, "priority", 400, "\"5\"", "1.5", "true", "{}", "[]", "99999999999", "1e400000");
        add(cases, "priority", 422, "101", "-101", "2147483647");
        for (var time : List.of("run_at", "deadline_at")) {
            add(cases, time, 400, "5", "true", "{}", "[]", "\"\"", "\"yesterday\"", "\"2026-02-01\"");
            add(cases, time, 400, "\"2026-02-30T10:00:00Z\"", "\"2026-02-01T10:00:00\"", "\"2026-02-01T25:00:00Z\"");
            add(cases, time, 400, "\"+99999-01-01T00:00:00Z\"", "\"-0001-01-01T00:00:00Z\"", "\"infinity\"");
            // The JDK's Timestamp counts such days by another calendar.
            add(cases, time, 400, "\"1582-12-31T00:00:00Z\"");
        }
        add(cases, "max_attempts", 400, "\"3\"", "1.5", "{}", "99999999999");
        add(cases, "max_attempts", 422, "0", "-1", "1001");
        add(cases, "timeout_seconds", 400, "\"3\"", "1.5", "[]", "99999999999");
        add(cases, "timeout_seconds", 422, "0", "-1", "31536001");
        add(cases, "retry", 400, "5", "\"often\"", "[]", "{\"base_seconds\":\"2\",\"factor\":2,\"max_seconds\":300}");
        add(cases, "retry", 422, "{}", "{\"base_seconds\":-1,\"factor\":2,\"max_seconds\":300}");
        add(cases, "retry", 422, "{\"base_seconds\":1,\"factor\":0.5,\"max_seconds\":300}");
        add(cases, "retry", 422, "{\"base_seconds\":1e400000,\"factor\":1e999999,\"max_seconds\":300}");
        return cases;
    }

    private static void add(List<Object[]> cases, String member, int status, String... values) {
        for (var value : values) {
            cases.add(new Object[] {member, value, status});
        }
    }

    private static String text(String letter, int length) {
        return "\"" + letter.repeat(length) + "\"";
    }

    private static String nested(int levels) {
        return "{\"a\":".repeat(levels) + "1" + "}".repeat(levels);
    }

    private String with(String member, String value) {
        var members = new ArrayList<String>();
        if (!member.equals("project_id")) {
            members.add("\"project_id\":" + project);
        }
        if (!member.equals("goal")) {
            members.add("\"goal\":\"a goal\"");
        }
        members.add("\"" + member + "\":" + value);
        return "{" + String.join(",", members) + "}";
    }

    @Test
    void a_member_of_a_wrong_type_or_value_is_named() {
        var before = stored();
        each(MEMBERS, one -> {
            var member = (String) one[0];
            var answer = http.post("/runs", with(member, (String) one[1]));
            assertProblem(answer, (int) one[2]);
            assertNames(answer, member);
        });
        assertThat(stored()).isEqualTo(before);
    }

    @Test
    void a_bad_item_of_a_batch_is_named_by_its_index_and_none_is_stored() {
        var before = stored();
        each(MEMBERS, one -> {
            var member = (String) one[0];
            var good = with("name", "\"good\"");
            var bad = with(member, (String) one[1]);
            var answer = http.post("/runs/batch", "{\"runs\":[%s,%s,%s]}".formatted(good, good, bad));
            assertProblem(answer, (int) one[2]);
            assertNames(answer, "runs[2]");
        });
        assertThat(stored()).isEqualTo(before);
    }

    /** For JSON beyond the limits of the parser, the problem does not name the place. */
    private static void assertNames(Http.Answer answer, String field) {
        var beyondParser = answer.detail().startsWith("The body exceeds the limits");
        if (!beyondParser) {
            assertThat(answer.body()).contains(field);
            assertThat(answer.json().path("errors").path(0).path("field").asText())
                    .as(answer.body())
                    .startsWith(field);
        }
    }

    @Test
    void a_run_that_is_due_after_its_deadline_is_refused() {
        var deadline = "\"2126-02-01T10:30:00Z\"";
        var good = with("run_at", deadline + ",\"deadline_at\":" + deadline);
        var late = good.replaceFirst(":30:00Z", ":30:00.000001Z");
        var one = storesNothing(() -> http.post("/runs", late));
        assertProblem(one, 422);
        assertNames(one, "run_at");
        assertThat(one.detail()).contains("run_at must not be after deadline_at");
        var batch = storesNothing(() -> http.post("/runs/batch", "{\"runs\":[%s,%s]}".formatted(good, late)));
        assertProblem(batch, 422);
        assertNames(batch, "runs[1].run_at");
        assertThat(http.post("/runs", good).status()).isEqualTo(201);
    }

    @Test
    void every_wrong_member_is_told_at_once() {
        var answer = storesNothing(() -> http.post("/runs", "{\"priority\":1000,\"max_attempts\":0,\"name\":\" \"}"));
        assertProblem(answer, 422);
        assertThat(answer.json().path("errors").findValuesAsText("field"))
                .containsExactlyInAnyOrder("goal", "max_attempts", "name", "priority", "project_id");
    }

    @Test
    void the_refusal_of_an_agent_lists_those_there_are() {
        var answer = storesNothing(() -> http.post("/runs", with("agent", "\"nobody\"")));
        assertThat(answer.detail()).contains("noop", "simple", "sleep");
    }

    @Test
    void a_body_that_is_no_object_is_refused() {
        each(
                List.of(
                        "[]",
                        "[1]",
                        "5",
                        "\"x\"",
                        "null",
                        "true",
                        " ",
                        "{",
                        "}",
                        "{}}",
                        "{\"goal\"}",
                        "{goal:1}",
                        "{'goal':'x'}",
                        "{\"goal\":\"x\"",
                        "{\"goal\":\"x\",}",
                        "// comment",
                        "{\"goal\":\"\t\"}",
                        "NaN",
                        "{\"priority\":NaN}",
                        "{\"priority\":01}",
                        "{\"priority\":+1}",
                        "\u0000",
                        "\uFEFF",
                        nested(10_000),
                        "[".repeat(100_000),
                        "{\"" + "k".repeat(60_000) + "\":1}"),
                body -> {
                    for (var path : List.of("/runs", "/runs/batch", "/projects", "/runs/1/directive")) {
                        assertProblem(storesNothing(() -> http.post(path, body)), 400);
                    }
                });
    }

    @Test
    void two_objects_in_one_body_are_refused() {
        assertProblem(storesNothing(() -> http.post("/runs", with("name", "\"a\"") + "{}")), 400);
        assertProblem(storesNothing(() -> http.post("/runs", with("name", "\"a\"") + " x")), 400);
    }

    @Test
    void a_body_that_is_not_utf_8_is_refused() {
        var body =
                "{\"project_id\":%d,\"goal\":\"caf\u00e9\"}".formatted(project).getBytes(StandardCharsets.ISO_8859_1);
        assertProblem(storesNothing(() -> http.stream("/runs", body, "Content-Type", "application/json")), 400);
    }

    @Test
    void no_body_and_no_parameters_is_refused_with_what_is_required() {
        var answer = storesNothing(() -> http.post("/runs"));
        assertProblem(answer, 422);
        assertThat(answer.body()).contains("project_id", "goal");
        assertProblem(storesNothing(() -> http.post("/runs", "{}")), 422);
    }

    @Test
    void parameters_of_the_form_without_a_body_are_checked_like_members() {
        each(
                List.<Object[]>of(
                        new Object[] {"project_id=abc&goal=x", 400, "project_id"},
                        new Object[] {"project_id=1.5&goal=x", 400, "project_id"},
                        new Object[] {"project_id=-1&goal=x", 400, "project_id"},
                        new Object[] {"project_id=0&goal=x", 400, "project_id"},
                        new Object[] {"project_id=99999999999999999999&goal=x", 400, "project_id"},
                        new Object[] {"project_id=999999999&goal=x", 404, "project_id"},
                        new Object[] {"goal=x", 422, "project_id"},
                        new Object[] {"project_id=1", 422, "goal"},
                        new Object[] {"project_id=1&goal=", 422, "goal"},
                        new Object[] {"project_id=1&goal=%20%09", 422, "goal"},
                        new Object[] {"project_id=1&goal=a%00b", 422, "goal"},
                        new Object[] {"project_id=1&goal=x&name=" + "n".repeat(201), 422, "name"},
                        new Object[] {"project_id=1&goal=x&run_type=robot", 422, "run_type"},
                        new Object[] {"project_id=1&goal=x&agent=nobody", 422, "agent"},
                        new Object[] {"project_id=1&goal=x&priority=high", 400, "priority"},
                        new Object[] {"project_id=1&goal=x&priority=1.5", 400, "priority"},
                        new Object[] {"project_id=1&goal=x&priority=99999999999", 400, "priority"},
                        new Object[] {"project_id=1&goal=x&priority=101", 422, "priority"}),
                one -> {
                    var answer = storesNothing(() -> http.post("/runs?" + one[0]));
                    assertProblem(answer, (int) one[1]);
                    assertNames(answer, (String) one[2]);
                });
    }

    @Test
    void a_batch_has_1_to_10000_runs() {
        var good = with("name", "\"good\"");
        each(
                List.of("{}", "{\"runs\":null}", "{\"runs\":[]}", "{\"runs\":[null]}", batch(good, 10_001)),
                body -> assertProblem(storesNothing(() -> http.post("/runs/batch", body)), 422));
        each(
                List.of("{\"runs\":5}", "{\"runs\":{}}", "{\"runs\":\"x\"}", "{\"runs\":[5]}", "{\"runs\":[[]]}"),
                body -> assertProblem(storesNothing(() -> http.post("/runs/batch", body)), 400));
        var mixed = storesNothing(() -> http.post("/runs/batch", "{\"runs\":[%s,null]}".formatted(good)));
        assertProblem(mixed, 422);
        assertThat(mixed.body()).contains("runs[1]");
    }

    private static String batch(String run, int count) {
        return "{\"runs\":[" + String.join(",", Collections.nCopies(count, run)) + "]}";
    }

    @Test
    void a_body_above_its_limit_is_answered_with_413_and_not_with_a_reset() {
        var large = with("goal", text("g", 10_000_000));
        assertProblem(storesNothing(() -> http.post("/runs", large)), 413);
        assertProblem(
                storesNothing(() -> http.stream(
                        "/runs", large.getBytes(StandardCharsets.UTF_8), "Content-Type", "application/json")),
                413);
        assertProblem(storesNothing(() -> http.post("/projects", large)), 413);
        assertProblem(storesNothing(() -> http.send("POST", "/runs", large, "Content-Type", "text/plain")), 413, 415);
        // Below the limit of a batch, though above that of a run.
        var answer = storesNothing(() -> http.post("/runs/batch", "{\"runs\":[" + large + "]}"));
        assertProblem(answer, 422);
        assertThat(answer.body()).contains("runs[0].goal");
    }

    @Test
    void what_looks_extreme_but_is_allowed_is_stored_and_comes_back_as_it_was() {
        var goal = "\uD83D\uDE80 \u0001 \u2028 '; drop table run; -- \\ %s {} \"";
        var body = Json.object().put("project_id", project).put("goal", goal).put("name", "n".repeat(200));
        body.put("priority", -100).put("max_attempts", 1000).put("timeout_seconds", 31_536_000);
        body.put("run_at", "1583-01-01T00:00:00Z").put("deadline_at", "9999-12-31T23:59:59Z");
        body.putObject("metadata")
                .put("k", "\uD83D\uDE80")
                .put("n", new java.math.BigDecimal("12345678901234567890.5"))
                .putNull("z");
        body.putObject("options").putArray("deep").addArray().addObject().put("", "");
        body.put("unknown", "ignored");
        var answer = http.post("/runs", body.toString());
        assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
        var run = http.get(answer.header("location")).json();
        assertThat(run.path("goal").asText()).isEqualTo(goal);
        assertThat(run.path("options")).isEqualTo(body.path("options"));
        assertThat(run.path("metadata").path("k").asText()).isEqualTo("\uD83D\uDE80");
        // A run is due when it was created or later.
        assertThat(run.path("run_at")).isEqualTo(run.path("created_at"));
        assertThat(run.path("deadline_at").asText()).isEqualTo("9999-12-31T23:59:59Z");
        assertThat(run.has("unknown")).isFalse();
        var longest = http.post("/runs", with("goal", text("g", 100_000)));
        assertThat(longest.status()).isEqualTo(201);
    }
}
