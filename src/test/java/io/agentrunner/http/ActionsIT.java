package io.agentrunner.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.inside.TestRuns;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Pause, resume, stop, retry and directives over HTTP. TransitionsIT checks the effect of each on each status. */
class ActionsIT extends HttpTest {
    private Http.Answer act(long run, String action) {
        return http.post("/runs/" + run + "/" + action);
    }

    private String status(Http.Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        return answer.json().path("status").asText();
    }

    @Test
    void an_action_answers_the_run_as_it_now_is_and_its_event_names_who_asked() {
        var run = TestRuns.queued().due("1 hour").save();
        assertThat(status(act(run, "pause"))).isEqualTo("PAUSED");
        assertThat(status(act(run, "resume"))).isEqualTo("QUEUED");
        assertThat(status(act(run, "stop"))).isEqualTo("STOPPED");
        var retried = act(run, "retry");
        assertThat(status(retried)).isEqualTo("QUEUED");
        assertThat(http.get("/runs/" + run).json()).isEqualTo(retried.json());
        assertThat(TestRuns.log(run))
                .containsExactly("RUN_CREATED", "RUN_PAUSED", "RUN_RESUMED", "RUN_STOPPED", "RUN_RETRIED");
        var events = http.get("/runs/" + run + "/events?after_id=1").json();
        assertThat(events)
                .hasSize(4)
                .allSatisfy(event -> assertThat(event.path("actor").asText()).isNotBlank());
        act(run, "stop");
    }

    @Test
    void repeating_what_already_holds_changes_nothing() {
        for (var pair :
                Map.of("PAUSED", "pause", "QUEUED", "resume", "STOPPED", "stop").entrySet()) {
            var run = TestRuns.of(pair.getKey()).due("1 hour").save();
            var before = TestRuns.everything(run);
            assertThat(status(act(run, pair.getValue()))).isEqualTo(pair.getKey());
            assertThat(TestRuns.everything(run)).isEqualTo(before);
        }
        var queued = TestRuns.queued().due("1 hour").save();
        var before = TestRuns.everything(queued);
        assertThat(status(act(queued, "retry"))).isEqualTo("QUEUED");
        assertThat(TestRuns.everything(queued)).isEqualTo(before);
    }

    @Test
    void a_status_that_forbids_it_is_named_in_a_409() {
        each(
                List.of(
                        "COMPLETED pause",
                        "COMPLETED resume",
                        "COMPLETED stop",
                        "COMPLETED retry",
                        "FAILED pause",
                        "FAILED resume",
                        "FAILED stop",
                        "STOPPED pause",
                        "STOPPED resume",
                        "PAUSED retry",
                        "RUNNING retry"),
                pair -> {
                    var run = TestRuns.of(pair.split(" ", 2)[0]).save();
                    var answer = storesNothing(() -> act(run, pair.split(" ", 2)[1]));
                    assertProblem(answer, 409);
                    assertThat(answer.detail()).contains(pair.split(" ", 2)[0]);
                });
        each(List.of("COMPLETED", "FAILED", "STOPPED"), status -> {
            var run = TestRuns.of(status).save();
            var answer = storesNothing(() -> http.post("/runs/" + run + "/directive", "{\"text\":\"left\"}"));
            assertProblem(answer, 409);
            assertThat(answer.detail()).contains(status);
        });
    }

    @Test
    void a_retry_forgives_failures_and_lost_nodes_and_clears_how_the_run_ended() {
        var run = TestRuns.failed().save();
        io.agentrunner.inside.Sql.run(
                "update run set failures = 3, recoveries = 6, error = '{\"kind\":\"X\"}', run_at = now() - interval '1 day' where id = ?",
                run);
        var retried = act(run, "retry").json();
        assertThat(retried.path("failures").asInt()).isZero();
        assertThat(retried.path("recoveries").asInt()).isZero();
        assertThat(retried.path("attempt").asInt()).isEqualTo(1);
        assertThat(retried.path("error").isNull()).isTrue();
        assertThat(retried.path("finished_at").isNull()).isTrue();
        assertThat(retried.path("node").isNull()).isFalse();
        assertThat(java.time.Instant.parse(retried.path("run_at").asText()))
                .isAfter(java.time.Instant.parse(retried.path("created_at").asText()));
        act(run, "stop");
    }

    @Test
    void a_retry_after_the_deadline_needs_a_new_one() {
        var run = TestRuns.failed().save();
        io.agentrunner.inside.Sql.run("update run set deadline_at = now() - interval '1 hour' where id = ?", run);
        var refused = storesNothing(() -> http.post("/runs/" + run + "/retry"));
        assertProblem(refused, 409);
        assertThat(refused.detail()).contains("deadline").contains("passed");
        var past =
                storesNothing(() -> http.post("/runs/" + run + "/retry", "{\"deadline_at\":\"2001-01-01T00:00:00Z\"}"));
        assertProblem(past, 422);
        assertThat(past.body()).contains("deadline_at");
        assertProblem(storesNothing(() -> http.post("/runs/" + run + "/retry", "{\"deadline_at\":5}")), 400);
        var retried = http.post("/runs/" + run + "/retry", "{\"deadline_at\":\"2199-01-01T00:00:00Z\"}");
        assertThat(retried.status()).as(retried.toString()).isEqualTo(200);
        assertThat(retried.json().path("status").asText()).isEqualTo("QUEUED");
        assertThat(retried.json().path("deadline_at").asText()).isEqualTo("2199-01-01T00:00:00Z");
        act(run, "stop");
        assertThat(act(run, "retry").json().path("deadline_at").asText()).isEqualTo("2199-01-01T00:00:00Z");
        act(run, "stop");
    }

    @Test
    void pausing_a_running_run_asks_and_resuming_takes_it_back() {
        var run = TestRuns.of("RUNNING").save();
        for (var i = 0; i < 2; i++) {
            var asked = act(run, "pause");
            assertThat(status(asked)).isEqualTo("RUNNING");
            assertThat(asked.json().path("pause_requested").asBoolean()).isTrue();
        }
        for (var i = 0; i < 2; i++) {
            var back = act(run, "resume");
            assertThat(status(back)).isEqualTo("RUNNING");
            assertThat(back.json().path("pause_requested").asBoolean()).isFalse();
        }
        assertThat(status(act(run, "stop"))).isEqualTo("STOPPED");
        assertThat(http.get("/runs/" + run).json().path("finished_at").isNull()).isFalse();
    }

    @Test
    void a_directive_answers_its_event() {
        var run = TestRuns.queued().due("1 hour").save();
        var answer = http.post("/runs/" + run + "/directive", "{\"text\":\"left, \\u00fc\"}");
        assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
        var event = answer.json();
        assertThat(event.path("id").asInt()).isEqualTo(2);
        assertThat(event.path("type").asText()).isEqualTo("DIRECTIVE");
        assertThat(event.path("payload").asText()).isEqualTo("left, ü");
        assertThat(event.path("actor").asText()).isNotBlank();
        assertThat(http.get("/runs/" + run + "/events?after_id=1").json().get(0))
                .isEqualTo(event);
        TestRuns.assertLogHolds(run);
    }

    @Test
    void the_worker_says_what_it_does_and_looks_when_told() {
        var status = http.get("/worker/status").json();
        assertThat(status.path("running").asBoolean()).isFalse();
        assertThat(status.path("check_interval").asInt()).isEqualTo(3600);
        assertThat(status.path("in_flight").asInt()).isZero();
        assertThat(status.path("concurrency").asInt()).isEqualTo(100);
        assertThat(status.path("node").asText()).hasSize(36);
        var triggered = http.post("/worker/process");
        assertThat(triggered.status()).isEqualTo(202);
        assertThat(triggered.body()).isEqualTo("{\"message\":\"Processing triggered\"}");
    }

    @Test
    void a_node_that_only_serves_the_api_is_healthy_and_ready() {
        for (var path : List.of("/health", "/health/live", "/health/ready", "/health/started")) {
            var answer = http.get(path);
            assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
            assertThat(answer.json().path("status").asText()).isEqualTo("UP");
        }
    }

    @Test
    void stats_name_every_status() {
        var stats = http.get("/stats").json();
        assertThat(stats.fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder(
                        "queued",
                        "scheduled",
                        "running",
                        "paused",
                        "completed",
                        "failed",
                        "stopped",
                        "oldest_queued_seconds",
                        "unclaimable",
                        "needs_answer");
    }

    @Test
    void events_come_after_the_cursor_and_at_most_so_many() {
        var run = TestRuns.failed().save();
        assertThat(http.get("/runs/" + run + "/events").json()).hasSize(3);
        assertThat(http.get("/runs/" + run + "/events?after_id=2")
                        .json()
                        .get(0)
                        .path("id")
                        .asInt())
                .isEqualTo(3);
        assertThat(http.get("/runs/" + run + "/events?limit=1").json()).hasSize(1);
        assertThat(http.get("/runs/" + run + "/events?after_id=2147483647").body())
                .isEqualTo("[]");
    }
}
