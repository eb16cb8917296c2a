package io.agentrunner.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentrunner.inside.Await;
import io.agentrunner.inside.RowLock;
import io.agentrunner.inside.Sql;
import io.agentrunner.inside.TestRuns;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Actions on many runs: those that match a filter, and those that are named. */
class BulkIT extends HttpTest {
    private JsonNode begin(String body) {
        var answer = http.post("/runs/bulk", body);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(202);
        assertThat(answer.header("location"))
                .isEqualTo("/operations/" + answer.json().path("id").asLong());
        return answer.json();
    }

    private JsonNode finished(JsonNode operation) {
        var path = "/operations/" + operation.path("id").asLong();
        Await.until(
                () -> !http.get(path).json().path("finished_at").isNull(),
                Duration.ofSeconds(20),
                () -> http.get(path).toString());
        return http.get(path).json();
    }

    private static void assertCounts(JsonNode operation, int done, int refused) {
        assertThat(List.of(
                        operation.path("matched").asInt(),
                        operation.path("done").asInt(),
                        operation.path("refused").asInt()))
                .as(operation.toString())
                .containsExactly(done + refused, done, refused);
    }

    private Set<String> statuses(List<Long> runs) {
        var found = new TreeSet<String>();
        runs.forEach(run -> found.add(TestRuns.status(run)));
        return found;
    }

    @Test
    void all_runs_that_match_are_acted_on_with_an_event_each_and_no_other_run_is() {
        var matching = TestRuns.queued().project(project).due("1 hour").save(450);
        var paused = TestRuns.paused().project(project).save(3);
        var elsewhere = TestRuns.queued().due("1 hour").save();
        var operation = finished(
                begin("{\"action\":\"stop\",\"filter\":{\"project_id\":%d,\"status\":\"QUEUED\"}}".formatted(project)));
        assertCounts(operation, 450, 0);
        assertThat(operation.path("refusals")).isEmpty();
        assertThat(operation.path("filter").path("project_id").asLong()).isEqualTo(project);
        assertThat(statuses(matching)).containsExactly("STOPPED");
        assertThat(statuses(paused)).containsExactly("PAUSED");
        assertThat(TestRuns.status(elsewhere)).isEqualTo("QUEUED");
        for (var run : List.of(matching.getFirst(), matching.get(200), matching.getLast())) {
            assertThat(TestRuns.log(run)).containsExactly("RUN_CREATED", "RUN_STOPPED");
            TestRuns.assertLogHolds(run);
            assertThat(Sql.text("select actor from event where run_id = ? and id = 2", run))
                    .isEqualTo(operation.path("actor").asText());
        }
    }

    @Test
    void runs_that_forbid_the_action_and_ids_that_name_none_are_refused_with_a_reason_and_stay_as_they_are() {
        var failed = TestRuns.failed().project(project).due("1 hour").save();
        var completed = TestRuns.completed().project(project).save();
        var late = TestRuns.failed().project(project).save();
        Sql.run("update run set deadline_at = now() - interval '1 hour' where id = ?", late);
        var before = List.of(TestRuns.everything(completed), TestRuns.everything(late));
        var operation = finished(begin(
                "{\"action\":\"retry\",\"ids\":[%d,%d,%d,%d,999999999]}".formatted(failed, completed, late, failed)));
        assertCounts(operation, 1, 3);
        assertThat(operation.path("refusals"))
                .extracting(refusal -> refusal.path("run").asLong())
                .containsExactlyInAnyOrder(completed, late, 999999999L);
        assertThat(operation.path("refusals").toString()).contains("COMPLETED", "deadline", "no run 999999999");
        assertThat(TestRuns.status(failed)).isEqualTo("QUEUED");
        assertThat(List.of(TestRuns.everything(completed), TestRuns.everything(late)))
                .isEqualTo(before);
        http.post("/runs/" + failed + "/stop");
    }

    @Test
    void a_run_that_stays_locked_is_refused_and_holds_up_no_other() {
        var runs = TestRuns.paused().project(project).save(5);
        RowLock.during(runs.get(2), () -> {
            var operation = finished(begin("{\"action\":\"stop\",\"filter\":{\"project_id\":%d}}".formatted(project)));
            assertCounts(operation, 4, 1);
            assertThat(operation.path("refusals").path(0).path("run").asLong()).isEqualTo(runs.get(2));
        });
        assertThat(statuses(runs)).containsExactly("PAUSED", "STOPPED");
    }

    @Test
    void a_run_whose_status_changes_before_it_is_locked_is_left_as_it_is() throws SQLException {
        var run = TestRuns.queued().project(project).due("1 hour").save();
        try (var session = Sql.connect()) {
            session.setAutoCommit(false);
            Sql.run(session, "update run set status = 'PAUSED' where id = ?", run);
            var operation = begin(
                    "{\"action\":\"stop\",\"filter\":{\"project_id\":%d,\"status\":[\"QUEUED\"]}}".formatted(project));
            Await.until(
                    "the operation waits for the row",
                    () -> Sql.number("select count(*) from pg_stat_activity where wait_event_type = 'Lock'"
                                    + " and application_name like 'agent-runner/%'")
                            > 0);
            session.commit();
            assertCounts(finished(operation), 0, 0);
        }
        assertThat(TestRuns.status(run)).isEqualTo("PAUSED");
    }

    @Test
    void a_node_goes_on_with_an_operation_that_another_one_left() {
        var runs = TestRuns.paused().project(project).save(5);
        var id = Sql.number(
                "insert into operation (action, filter, actor, before, done) values ('stop', ?, 'tester', ?, 2) returning id",
                "{\"project_id\":%d}".formatted(project),
                runs.get(3));
        Await.until(
                "finished",
                () -> !http.get("/operations/" + id).json().path("finished_at").isNull());
        assertCounts(http.get("/operations/" + id).json(), 5, 0);
        assertThat(statuses(runs.subList(0, 3))).containsExactly("STOPPED");
        assertThat(statuses(runs.subList(3, 5))).containsExactly("PAUSED");
    }

    @Test
    void an_action_that_does_not_say_clearly_on_which_runs_is_refused() {
        each(
                List.of(
                        "{\"action\":\"stop\"}",
                        "{\"action\":\"stop\",\"filter\":{}}",
                        "{\"action\":\"stop\",\"filter\":[]}",
                        "{\"action\":\"stop\",\"filter\":{\"agent\":\"\"}}",
                        "{\"action\":\"stop\",\"filter\":{\"status\":[]}}",
                        "{\"action\":\"stop\",\"filter\":{\"agnet\":\"noop\"}}",
                        "{\"action\":\"stop\",\"filter\":{\"agent\":{\"a\":1}}}",
                        "{\"action\":\"stop\",\"filter\":{\"status\":\"GONE\"}}",
                        "{\"action\":\"stop\",\"filter\":{\"agent\":\"noop\"},\"ids\":[1]}",
                        "{\"action\":\"stop\",\"ids\":[]}",
                        "{\"action\":\"stop\",\"ids\":[null]}",
                        "{\"action\":\"drop\",\"ids\":[1]}",
                        "{\"ids\":[1]}"),
                body -> {
                    var before = Sql.number("select count(*) from operation");
                    assertProblem(http.post("/runs/bulk", body), 422, 400);
                    assertThat(Sql.number("select count(*) from operation")).isEqualTo(before);
                });
        assertProblem(http.get("/operations/999999999"), 404);
    }
}
