package io.agentrunner.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentrunner.inside.Sql;
import io.agentrunner.inside.TestRuns;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SubmitIT extends HttpTest {
    private JsonNode submitted(Http.Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
        var run = answer.json();
        assertThat(answer.header("location")).endsWith("/runs/" + run.path("id").asLong());
        assertThat(http.get("/runs/" + run.path("id").asLong()).json()).isEqualTo(run);
        TestRuns.assertLogHolds(run.path("id").asLong());
        return run;
    }

    @Test
    void a_run_of_project_and_goal_has_all_defaults() {
        var before = Sql.rows("select now()").getFirst().getFirst();
        var run = submitted(http.post("/runs", "{\"project_id\":%d,\"goal\":\"a goal\"}".formatted(project)));
        assertThat(run.path("status").asText()).isEqualTo("QUEUED");
        assertThat(run.path("project_id").asLong()).isEqualTo(project);
        assertThat(run.path("goal").asText()).isEqualTo("a goal");
        assertThat(run.path("run_type").asText()).isEqualTo("agent");
        assertThat(run.path("agent").asText()).isEqualTo("simple");
        assertThat(run.path("priority").asInt()).isZero();
        assertThat(run.path("max_attempts").asInt()).isEqualTo(3);
        assertThat(run.path("timeout_seconds").asInt()).isEqualTo(3600);
        for (var zero : List.of("current_iteration", "attempt", "failures", "recoveries")) {
            assertThat(run.path(zero).isInt()).as(zero).isTrue();
            assertThat(run.path(zero).asInt()).as(zero).isZero();
        }
        for (var none : List.of("deadline_at", "result", "error", "node", "started_at", "finished_at", "retry")) {
            assertThat(run.has(none)).as(none).isTrue();
            assertThat(run.path(none).isNull()).as(none).isTrue();
        }
        assertThat(run.path("options")).isEmpty();
        assertThat(run.path("options").isObject()).isTrue();
        assertThat(run.path("metadata").isObject()).isTrue();
        assertThat(run.path("pause_requested").isBoolean()).isTrue();
        var created = Instant.parse(run.path("created_at").asText());
        assertThat(created).isAfterOrEqualTo(((java.sql.Timestamp) before).toInstant());
        assertThat(run.path("run_at").asText()).isEqualTo(run.path("created_at").asText());
        assertThat(run.path("name").asText())
                .isEqualTo("Run - "
                        + DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm")
                                .withZone(ZoneOffset.UTC)
                                .format(created));
    }

    @Test
    void its_first_event_tells_the_goal() {
        var run = submitted(http.post("/runs", "{\"project_id\":%d,\"goal\":\"told\"}".formatted(project)));
        var events = http.get("/runs/" + run.path("id").asLong() + "/events").json();
        assertThat(events).hasSize(1);
        var event = events.get(0);
        assertThat(event.path("id").asInt()).isEqualTo(1);
        assertThat(event.path("run_id")).isEqualTo(run.path("id"));
        assertThat(event.path("type").asText()).isEqualTo("RUN_CREATED");
        assertThat(event.path("payload").asText()).isEqualTo("told");
        assertThat(event.path("attempt").asInt()).isZero();
        assertThat(event.path("actor").isNull()).isTrue();
        assertThat(Instant.parse(event.path("created_at").asText())).isNotNull();
    }

    @Test
    void all_that_a_client_gives_is_kept() {
        var run = submitted(http.post(
                "/runs",
                ("{\"project_id\":%d,\"goal\":\"g\",\"name\":\"n\",\"run_type\":\"workflow\",\"agent\":\"sleep\","
                                + "\"options\":{\"seconds\":0.5},\"metadata\":{\"team\":\"a\"},\"priority\":-7,"
                                + "\"run_at\":\"2126-02-01T10:30:00+02:00\",\"max_attempts\":9,\"timeout_seconds\":61,"
                                + "\"deadline_at\":\"2126-03-01T00:00:00Z\","
                                + "\"retry\":{\"base_seconds\":0.5,\"factor\":3,\"max_seconds\":30}}")
                        .formatted(project)));
        assertThat(run.path("name").asText()).isEqualTo("n");
        assertThat(run.path("run_type").asText()).isEqualTo("workflow");
        assertThat(run.path("agent").asText()).isEqualTo("sleep");
        assertThat(run.path("options").toString()).isEqualTo("{\"seconds\":0.5}");
        assertThat(run.path("metadata").toString()).isEqualTo("{\"team\":\"a\"}");
        assertThat(run.path("priority").asInt()).isEqualTo(-7);
        assertThat(run.path("run_at").asText()).isEqualTo("2126-02-01T08:30:00Z");
        assertThat(run.path("deadline_at").asText()).isEqualTo("2126-03-01T00:00:00Z");
        assertThat(run.path("max_attempts").asInt()).isEqualTo(9);
        assertThat(run.path("timeout_seconds").asInt()).isEqualTo(61);
        assertThat(run.path("retry").toString()).isEqualTo("{\"base_seconds\":0.5,\"factor\":3,\"max_seconds\":30}");
        assertThat(http.get("/runs/" + run.path("id").asLong()).json())
                .as("what the answer says is what is stored")
                .isEqualTo(run);
    }

    @Test
    void query_parameters_do_without_a_body() {
        var run = submitted(http.post(
                "/runs?project_id=%d&goal=a%%20goal%%20%%26%%20more&name=caf%%C3%%A9&run_type=task".formatted(project)
                        + "&agent=noop&priority=-5"));
        assertThat(run.path("goal").asText()).isEqualTo("a goal & more");
        assertThat(run.path("name").asText()).isEqualTo("café");
        assertThat(run.path("run_type").asText()).isEqualTo("task");
        assertThat(run.path("agent").asText()).isEqualTo("noop");
        assertThat(run.path("priority").asInt()).isEqualTo(-5);
        // Some clients send a content type without a body.
        submitted(http.send("POST", "/runs?project_id=" + project + "&goal=x", "", "Content-Type", "application/json"));
    }

    @Test
    void the_default_project_is_there_from_the_start() {
        submitted(http.post("/runs?project_id=1&goal=hello"));
        assertThat(http.get("/projects/1").json().path("name").asText()).isEqualTo("default");
    }

    @Test
    void query_parameters_are_ignored_beside_a_body() {
        var run = submitted(http.post(
                "/runs?goal=ignored&priority=nonsense", "{\"project_id\":%d,\"goal\":\"kept\"}".formatted(project)));
        assertThat(run.path("goal").asText()).isEqualTo("kept");
    }

    @Test
    void every_run_type_is_accepted_and_runs_the_simple_agent_for_now() {
        for (var type : List.of("agent", "workflow", "pipeline", "task")) {
            var run = submitted(http.post("/runs?project_id=%d&goal=x&run_type=%s".formatted(project, type)));
            assertThat(run.path("run_type").asText()).isEqualTo(type);
            assertThat(run.path("agent").asText()).isEqualTo("simple");
        }
    }

    @Test
    void a_batch_answers_its_ids_in_its_order() {
        var goals = IntStream.range(0, 500)
                .mapToObj(i -> "goal " + i + " " + UUID.randomUUID())
                .toList();
        var body = goals.stream()
                .map(goal -> "{\"project_id\":%d,\"goal\":\"%s\"}".formatted(project, goal))
                .collect(Collectors.joining(",", "{\"runs\":[", "]}"));
        var answer = http.post("/runs/batch", body);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
        var ids = new ArrayList<Long>();
        answer.json().path("ids").forEach(id -> ids.add(id.asLong()));
        assertThat(ids).hasSize(500).isSorted().doesNotHaveDuplicates();
        assertThat(Sql.texts("select goal from run where id = any(?) order by id", (Object) ids.toArray(Long[]::new)))
                .isEqualTo(goals);
        assertThat(Sql.texts("select payload from event where run_id = any(?) order by run_id", (Object)
                        ids.toArray(Long[]::new)))
                .isEqualTo(goals);
    }

    @Test
    void a_batch_of_ten_thousand_is_stored() {
        var body =
                java.util.Collections.nCopies(10_000, "{\"project_id\":%d,\"goal\":\"x\"}".formatted(project)).stream()
                        .collect(Collectors.joining(",", "{\"runs\":[", "]}"));
        var answer = http.post("/runs/batch", body);
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.json().path("ids")).hasSize(10_000);
        assertThat(Sql.number("select count(*) from run where project_id = ?", project))
                .isEqualTo(10_000);
        Sql.run("delete from run where project_id = ?", project);
    }

    @Test
    void an_id_that_jumps_over_the_prepared_partitions_is_stored_all_the_same() {
        var before = Sql.number("select nextval('run_id_seq')");
        var last = Sql.number("select max(substring(relid::regclass::text from 7)::bigint)"
                + " from pg_partition_tree('event') where isleaf");
        try {
            var far = (last + 3) * 1_000_000;
            Sql.run("select setval('run_id_seq', ?, false)", far + 3);
            var run = submitted(http.post("/runs?project_id=%d&goal=far".formatted(project)));
            assertThat(run.path("id").asLong()).isBetween(far + 3, far + 10);
            Sql.run("delete from run where id = ?", run.path("id").asLong());

            // Ten runs, three in one missing partition, the rest in the next, which is missing too.
            var border = far + 4_000_000;
            Sql.run("select setval('run_id_seq', ?, false)", border - 3);
            var body =
                    java.util.Collections.nCopies(10, "{\"project_id\":%d,\"goal\":\"x\"}".formatted(project)).stream()
                            .collect(Collectors.joining(",", "{\"runs\":[", "]}"));
            var answer = http.post("/runs/batch", body);
            assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
            var ids = answer.json().path("ids");
            assertThat(ids).hasSize(10);
            ids.forEach(id -> TestRuns.assertLogHolds(id.asLong()));
            assertThat(ids.get(0).asLong()).isLessThan(ids.get(9).asLong());
            Sql.run("delete from run where project_id = ?", project);
        } finally {
            Sql.run("select setval('run_id_seq', ?)", before);
        }
    }
}
