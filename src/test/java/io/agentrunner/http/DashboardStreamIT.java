package io.agentrunner.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentrunner.inside.Await;
import io.agentrunner.inside.EventStream;
import io.agentrunner.inside.EventStream.Message;
import io.agentrunner.inside.Sql;
import io.agentrunner.inside.TestRuns;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The stream of changed runs, as a dashboard reads it. */
class DashboardStreamIT extends HttpTest {
    private EventStream stream(String query, String... headers) {
        var stream = http.follow("/events/stream" + query, headers);
        assertThat(stream.status()).isEqualTo(200);
        assertThat(stream.header("content-type")).startsWith("text/event-stream");
        return stream.awaitMessages(1);
    }

    private static List<Message> of(EventStream stream, String event) {
        return stream.messages().stream()
                .filter(message -> message.event().equals(event))
                .toList();
    }

    private static List<JsonNode> states(EventStream stream, long run) {
        return of(stream, "run").stream()
                .map(Message::json)
                .filter(data -> data.path("run").path("id").asLong() == run)
                .toList();
    }

    private static JsonNode awaitStatus(EventStream stream, long run, String status) {
        Await.until(
                () -> states(stream, run).stream()
                        .anyMatch(
                                data -> data.path("run").path("status").asText().equals(status)),
                Duration.ofSeconds(10),
                () -> "run " + run + " " + status + " among " + stream.messages());
        return states(stream, run).getLast();
    }

    @Test
    void a_dashboard_gets_the_stats_first_and_then_the_newest_state_of_each_run_that_changed() {
        try (var stream = stream("?project_id=" + project)) {
            var first = stream.messages().getFirst();
            assertThat(first.event()).isEqualTo("stats");
            assertThat(first.json().path("queued").isNumber()).isTrue();
            assertThat(first.id()).matches("\\d+:\\d+:[\\d,]*");
            var run = TestRuns.queued().project(project).due("1 hour").save();
            var elsewhere = TestRuns.queued().due("1 hour").save();
            awaitStatus(stream, run, "QUEUED");
            http.post("/runs/" + run + "/stop");
            var state = awaitStatus(stream, run, "STOPPED");
            var shown = http.get("/runs?project_id=" + project).json().get(0);
            assertThat(state.path("run")).isEqualTo(shown);
            assertThat(state.path("event").asInt()).isEqualTo(2);
            assertThat(states(stream, elsewhere)).isEmpty();
            Await.until("stats after the change", () -> of(stream, "stats").size() >= 2);
        }
    }

    @Test
    void a_run_that_changes_all_the_time_is_sent_at_most_every_quarter_of_a_second_and_its_last_state_is_sent() {
        var run = TestRuns.queued().project(project).due("1 hour").save();
        try (var stream = stream("?project_id=" + project)) {
            var begun = System.nanoTime();
            for (var i = 0; i < 20; i++) {
                http.post("/runs/" + run + (i % 2 == 0 ? "/pause" : "/resume"));
            }
            http.post("/runs/" + run + "/stop");
            awaitStatus(stream, run, "STOPPED");
            var quarters = (System.nanoTime() - begun) / 250_000_000L;
            assertThat((long) states(stream, run).size()).isLessThanOrEqualTo(quarters + 2);
            assertThat(states(stream, run).getLast().path("event").asInt()).isEqualTo(22);
        }
    }

    @Test
    void more_changes_than_are_worth_sending_are_one_message() {
        try (var stream = stream("?project_id=" + project)) {
            Sql.run(
                    "insert into run (project_id, name, goal, run_type, agent, status, max_attempts, priority, timeout_seconds,"
                            + " options, metadata, run_at) select ?, 'n', 'g', 'agent', 'noop', 'PAUSED', 3, 0, 60, '{}', '{}',"
                            + " now() from generate_series(1, 300)",
                    project);
            Await.until("many", () -> !of(stream, "many").isEmpty());
            assertThat(of(stream, "many").getFirst().json().path("about").asInt())
                    .isGreaterThan(100);
            assertThat(of(stream, "run")).isEmpty();
        }
    }

    @Test
    void a_client_that_connects_again_gets_what_it_missed() {
        var run = TestRuns.queued().project(project).due("1 hour").save();
        String last;
        try (var stream = stream("?project_id=" + project)) {
            http.post("/runs/" + run + "/pause");
            awaitStatus(stream, run, "PAUSED");
            last = stream.messages().getLast().id();
        }
        http.post("/runs/" + run + "/stop");
        try (var stream = stream("?project_id=" + project, "Last-Event-ID", last)) {
            awaitStatus(stream, run, "STOPPED");
            assertThat(of(stream, "stats")).isEmpty();
            TestRuns.paused().project(project).save();
            Await.until("goes on", () -> of(stream, "run").size() >= 2);
        }
    }

    @Test
    void a_cursor_of_yesterday_or_of_another_database_gets_a_reset_and_then_what_comes() {
        Sql.run("insert into feed_mark (snapshot) select pg_current_snapshot()");
        for (var cursor : List.of("1:1:", "999999999999999999:999999999999999999:")) {
            try (var stream = stream("?project_id=" + project, "Last-Event-ID", cursor)) {
                assertThat(stream.messages().getFirst().event()).isEqualTo("reset");
                var run = TestRuns.paused().project(project).save();
                awaitStatus(stream, run, "PAUSED");
            }
        }
    }

    @Test
    void statuses_and_agents_restrict_what_is_sent() {
        try (var stream = stream("?status=STOPPED&status=PAUSED&agent=sleep")) {
            var wanted = TestRuns.paused().agent("sleep").save();
            var otherAgent = TestRuns.paused().save();
            var otherStatus = TestRuns.queued().agent("sleep").due("1 hour").save();
            http.post("/runs/" + wanted + "/stop");
            awaitStatus(stream, wanted, "STOPPED");
            assertThat(states(stream, otherAgent)).isEmpty();
            assertThat(states(stream, otherStatus)).isEmpty();
        }
    }

    @Test
    void a_caller_of_some_projects_sees_their_runs_and_counts_only_until_its_key_is_revoked() {
        var key = http.post(
                        "/keys",
                        "{\"name\":\"dashboard %d\",\"role\":\"viewer\",\"projects\":[%d]}".formatted(project, project))
                .json();
        var limited = http.withKey(key.path("key").asText());
        var elsewhere = TestRuns.queued().due("1 hour").save();
        assertThat(limited.follow("/runs/" + elsewhere + "/events/stream").status())
                .isEqualTo(404);
        try (var stream = limited.follow("/events/stream").awaitMessages(1)) {
            assertThat(stream.messages().getFirst().json().path("paused").asInt())
                    .isZero();
            http.post("/runs/" + elsewhere + "/pause");
            var own = TestRuns.paused().project(project).save();
            awaitStatus(stream, own, "PAUSED");
            Await.until("stats", () -> of(stream, "stats").size() >= 2);
            assertThat(of(stream, "stats").getLast().json().path("paused").asInt())
                    .isEqualTo(1);
            assertThat(states(stream, elsewhere)).isEmpty();
            http.send("DELETE", "/keys/" + key.path("id").asLong(), null);
            stream.awaitEnd();
        }
        assertThat(limited.follow("/events/stream").status()).isEqualTo(401);
    }

    @Test
    void a_request_that_cannot_be_answered_gets_a_problem() {
        for (var query : List.of("?status=GONE", "?project_id=x", "?limit=1", "?node=here", "?after_id=5")) {
            assertProblem(http.get("/events/stream" + query), 400);
        }
        assertProblem(http.send("GET", "/events/stream", null, "Last-Event-ID", "5"), 400);
        assertProblem(http.send("GET", "/events/stream", null, "Accept", "text/html"), 406);
        assertProblem(http.post("/events/stream"), 405);
    }
}
