package io.agentrunner.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.inside.EventStream;
import io.agentrunner.inside.Sql;
import io.agentrunner.inside.TestRuns;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The event stream of a run, for clients of all kinds. */
class RunStreamIT extends HttpTest {
    private EventStream stream(long run, String query, String... headers) {
        return http.follow("/runs/" + run + "/events/stream" + query, headers);
    }

    private static List<Integer> ids(int from, int to) {
        return IntStream.rangeClosed(from, to).boxed().toList();
    }

    private static void append(long run, int count, int payloadLength) {
        Sql.run(
                "with r as (update run set last_event = last_event + ? where id = ? returning last_event)"
                        + " insert into event (run_id, id, type, payload, attempt)"
                        + " select ?, last_event - ? + n, 'STEP', repeat('ü', ?) || n, 1 from r, generate_series(1, ?) n",
                count,
                run,
                run,
                count,
                payloadLength,
                count);
    }

    @Test
    void a_stream_sends_what_was_and_what_comes_in_order_and_ends_with_the_run() {
        var run = TestRuns.queued().due("1 hour").save();
        try (var stream = stream(run, "")) {
            assertThat(stream.status()).isEqualTo(200);
            assertThat(stream.header("content-type")).startsWith("text/event-stream");
            assertThat(stream.header("cache-control")).isEqualTo("no-store");
            assertThat(stream.header("x-accel-buffering")).isEqualTo("no");
            stream.awaitMessages(1);
            http.post("/runs/" + run + "/pause");
            stream.awaitMessages(2);
            http.post("/runs/" + run + "/resume");
            http.post("/runs/" + run + "/directive", "{\"text\":\"one\\ntwo\"}");
            stream.awaitMessages(4);
            assertThat(stream.end()).isNull();
            http.post("/runs/" + run + "/stop");
            stream.awaitEnd();
            assertThat(stream.end()).isEqualTo("by the server");
            assertThat(stream.ids()).isEqualTo(ids(1, 5));
            var events = http.get("/runs/" + run + "/events").json();
            for (var i = 0; i < 5; i++) {
                assertThat(stream.messages().get(i).json()).isEqualTo(events.get(i));
                assertThat(stream.messages().get(i).event())
                        .isEqualTo(events.get(i).path("type").asText());
            }
        }
    }

    @Test
    void a_client_resumes_after_the_id_of_its_header_or_else_of_its_address() {
        var run = TestRuns.completed().save();
        try (var all = stream(run, "?after_id=1");
                var last = stream(run, "?after_id=1", "Last-Event-ID", "2")) {
            assertThat(all.awaitEnd().ids()).isEqualTo(ids(2, 3));
            assertThat(last.awaitEnd().ids()).isEqualTo(ids(3, 3));
        }
        try (var nothing = stream(run, "?after_id=3");
                var beyond = stream(run, "", "Last-Event-ID", "77")) {
            assertThat(nothing.status()).isEqualTo(204);
            assertThat(beyond.status()).isEqualTo(204);
        }
    }

    @Test
    void a_client_that_cannot_know_all_types_gets_no_names() {
        var run = TestRuns.completed().save();
        try (var stream = stream(run, "?names=0")) {
            assertThat(stream.awaitEnd().messages())
                    .hasSize(3)
                    .allSatisfy(message -> assertThat(message.event()).isNull());
            assertThat(stream.ids()).isEqualTo(ids(1, 3));
        }
    }

    @Test
    void whatever_a_client_accepts_that_a_stream_may_be_is_answered_with_one() {
        var run = TestRuns.completed().save();
        for (var accept :
                List.of("text/event-stream", "*/*", "application/json", "text/html, application/json;q=0.5")) {
            try (var stream = stream(run, "", "Accept", accept)) {
                assertThat(stream.awaitEnd().ids()).as(accept).isEqualTo(ids(1, 3));
            }
        }
    }

    @Test
    void a_request_that_cannot_be_answered_gets_a_problem() {
        var run = TestRuns.completed().save();
        var path = "/runs/" + run + "/events/stream";
        assertProblem(http.get("/runs/999999999/events/stream"), 404);
        assertProblem(http.get("/runs/0/events/stream"), 404);
        assertProblem(http.get(path + "?after_id=-1"), 400);
        assertProblem(http.get(path + "?after_id=1&after_id=2"), 400);
        assertProblem(http.get(path + "?names=2"), 400);
        assertProblem(http.get(path + "?limit=2"), 400);
        assertProblem(http.send("GET", path, null, "Last-Event-ID", "one"), 400);
        assertProblem(http.send("GET", path, null, "Accept", "text/html"), 406);
        var posted = http.post(path);
        assertProblem(posted, 405);
        assertThat(posted.header("allow")).isEqualTo("GET");
    }

    @Test
    void a_long_log_is_sent_whole_to_fast_and_slow_viewers_while_it_grows() {
        var run = TestRuns.queued().due("1 hour").save();
        append(run, 3000, 200);
        try (var behind = stream(run, "");
                var near = stream(run, "?after_id=2990")) {
            near.awaitMessages(11);
            append(run, 40, 200_000);
            append(run, 2000, 10);
            http.post("/runs/" + run + "/stop");
            assertThat(behind.awaitEnd().ids()).isEqualTo(ids(1, 5042));
            assertThat(near.awaitEnd().ids()).isEqualTo(ids(2991, 5042));
            assertThat(behind.messages().get(3010).json().path("payload").asText())
                    .hasSizeGreaterThan(200_000)
                    .startsWith("üüü");
        }
    }

    @Test
    void the_stream_of_a_run_that_is_removed_ends() {
        var run = TestRuns.queued().due("1 hour").save();
        try (var stream = stream(run, "").awaitMessages(1)) {
            Sql.run("with e as (delete from event where run_id = ?) delete from run where id = ?", run, run);
            stream.awaitEnd();
            assertThat(stream.ids()).isEqualTo(ids(1, 1));
        }
    }

    @Test
    void a_node_opens_no_more_streams_than_its_setting_says() {
        var run = TestRuns.queued().due("1 hour").save();
        try (var stream = stream(run, "").awaitMessages(1)) {
            http.send("PUT", "/settings/stream.max", "{\"value\":\"1\"}", "Content-Type", "application/json");
            try {
                var refused = http.get("/runs/" + run + "/events/stream");
                assertProblem(refused, 503);
                assertThat(refused.header("retry-after")).isNotNull();
            } finally {
                http.send("DELETE", "/settings/stream.max", null);
            }
            http.post("/runs/" + run + "/stop");
            assertThat(stream.awaitEnd().ids()).isEqualTo(ids(1, 2));
        }
    }

    @Test
    void a_silent_stream_is_kept_open_by_comments() {
        var run = TestRuns.queued().due("1 hour").save();
        try (var stream = stream(run, "").awaitMessages(1)) {
            io.agentrunner.inside.Await.until(
                    "a comment",
                    java.time.Duration.ofSeconds(18),
                    () -> stream.otherLines().contains(":"));
            assertThat(stream.end()).isNull();
            http.post("/runs/" + run + "/stop");
            assertThat(stream.awaitEnd().ids()).isEqualTo(ids(1, 2));
        }
    }
}
