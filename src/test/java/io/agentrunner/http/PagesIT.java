package io.agentrunner.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentrunner.inside.Sql;
import io.agentrunner.inside.TestRuns;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Pages are bounded in bytes, link to the next one, and leave out members that a list does not need. */
class PagesIT extends HttpTest {
    private static final int MIB = 1 << 20;

    private List<JsonNode> follow(String first, int most) {
        var items = new ArrayList<JsonNode>();
        var pages = 0;
        for (var next = first; next != null; pages++) {
            var answer = http.get(next);
            assertThat(answer.status()).as(next).isEqualTo(200);
            assertThat(answer.body().getBytes(StandardCharsets.UTF_8).length).isLessThan(most);
            answer.json().forEach(items::add);
            var link = answer.header("link");
            next = link == null ? null : link.substring(1, link.indexOf('>'));
        }
        assertThat(pages).isGreaterThan(1);
        return items;
    }

    private List<Long> large(int count) {
        var runs = TestRuns.queued().project(project).due("1 hour").save(count);
        Sql.run(
                "update run set goal = repeat('g', 100000), options = '{\"o\":\"' || repeat('o', 1000000) || '\"}',"
                        + " result = '\"' || repeat('r', 3000000) || '\"', retry = '{\"factor\":1}' where project_id = ?",
                project);
        return runs;
    }

    @Test
    void a_list_of_runs_cuts_goals_and_leaves_out_what_is_long_unless_asked_for_it() {
        var run = large(1).getFirst();
        var brief = http.get("/runs?project_id=" + project).json().get(0);
        var whole = http.get("/runs/" + run).json();
        assertThat(brief.path("goal").asText()).hasSize(1000);
        assertThat(Set.of("options", "result", "retry")).noneMatch(brief::has);
        var rest = (ObjectNode) whole.deepCopy();
        rest.remove(List.of("options", "result", "retry", "goal"));
        ((ObjectNode) brief).remove("goal");
        assertThat(brief).isEqualTo(rest);
        assertThat(http.get("/runs?full=true&project_id=" + project).json().get(0))
                .isEqualTo(whole);
        assertProblem(http.get("/runs?full=yes"), 400);
    }

    @Test
    void a_page_of_runs_ends_before_8_mib_and_shows_each_once() {
        var runs = large(5);
        var seen = follow("/runs?full=true&project_id=" + project, 9 * MIB);
        assertThat(seen).extracting(run -> run.path("id").asLong()).containsExactlyElementsOf(runs.reversed());
        Sql.run("update run set result = '\"' || repeat('r', 9000000) || '\"' where id = ?", runs.getFirst());
        // A single item may be longer.
        assertThat(follow("/runs?full=true&project_id=" + project, 11 * MIB)).hasSize(5);
        assertThat(http.get("/runs?project_id=" + project).header("link")).isNull();
    }

    @Test
    void pages_of_runs_with_large_metadata_end_early_too() {
        var runs = TestRuns.queued().project(project).due("1 hour").save(300);
        Sql.run("update run set metadata = jsonb_build_object('m', repeat('m', 60000)) where project_id = ?", project);
        var seen = follow("/runs?limit=1000&q=test&project_id=" + project, 9 * MIB);
        assertThat(seen).extracting(run -> run.path("id").asLong()).containsExactlyElementsOf(runs.reversed());
    }

    @Test
    void a_page_of_events_ends_before_8_mib_in_both_orders() {
        var run = TestRuns.queued().project(project).due("1 hour").save();
        Sql.run(
                "insert into event (run_id, id, type, payload, attempt) select ?, n, 'BIG', repeat('p', 1000000), 0"
                        + " from generate_series(2, 20) n",
                run);
        var ids = follow("/runs/%d/events".formatted(run), 9 * MIB).stream()
                .map(e -> e.path("id").asInt())
                .toList();
        assertThat(ids).hasSize(20).isSorted().doesNotHaveDuplicates();
        var back = follow("/runs/%d/events?order=desc&type=BIG".formatted(run), 9 * MIB);
        assertThat(back).extracting(e -> e.path("id").asInt()).hasSize(19).isSortedAccordingTo((a, b) -> b - a);
        assertThat(http.get("/runs/%d/events?payload_limit=100".formatted(run)).header("link"))
                .isNull();
        assertThat(http.get("/runs/%d/events?order=desc&before_id=3&limit=1".formatted(run))
                        .json()
                        .get(0)
                        .path("id")
                        .asInt())
                .isEqualTo(2);
        assertProblem(http.get("/runs/%d/events?order=down".formatted(run)), 400);
        assertProblem(http.get("/runs/999999999/events"), 404);
    }

    @Test
    void a_payload_beyond_the_limit_is_cut_at_a_character_and_tells_its_size() {
        var run = TestRuns.queued().project(project).due("1 hour").save();
        Sql.run(
                "insert into event (run_id, id, type, payload, attempt) values (?, 2, 'A', 'caf\u00e9\uD83D\uDE80', 0),"
                        + " (?, 3, 'B', null, 0)",
                run,
                run);
        for (var limit = 0; limit <= 9; limit++) {
            var events = http.get("/runs/%d/events?type=A&type=B&payload_limit=%d".formatted(run, limit))
                    .json();
            var payload = events.get(0).path("payload").asText();
            assertThat(payload.getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(limit);
            assertThat("caf\u00e9\uD83D\uDE80").startsWith(payload);
            assertThat(events.get(0).has("payload_size")).isEqualTo(limit < 9);
            assertThat(events.get(0).path("payload_size").asInt(9)).isEqualTo(9);
            assertThat(events.get(1).path("payload").asText("none")).isEmpty();
            assertThat(events.get(1).has("payload_size")).isFalse();
        }
    }

    @Test
    void projects_are_listed_in_pages() {
        for (var i = 0; i < 3; i++) {
            assertThat(http.post("/projects?name=page%d-%d".formatted(i, project))
                            .status())
                    .isEqualTo(201);
        }
        var all = http.get("/projects?limit=1000").json();
        var first = http.get("/projects?limit=2");
        assertThat(first.json()).hasSize(2);
        var link = first.header("link");
        assertThat(http.get(link.substring(1, link.indexOf('>'))).json().get(0)).isEqualTo(all.get(2));
        assertThat(http.get("/projects?before_id=" + (project + 1))
                        .json()
                        .get(0)
                        .path("id")
                        .asLong())
                .isEqualTo(project);
        for (var bad : List.of("limit=0", "limit=1001", "before_id=x")) {
            assertProblem(http.get("/projects?" + bad), 400);
        }
    }

    @Test
    void a_run_has_at_most_1000_directives_that_its_agent_did_not_take() {
        var run = TestRuns.queued().project(project).due("1 hour").save();
        Sql.run(
                "insert into event (run_id, id, type, payload, attempt) select ?, n, 'DIRECTIVE', 'x', 0"
                        + " from generate_series(2, 1000) n",
                run);
        Sql.run("update run set last_event = 1000, last_directive = 1000 where id = ?", run);
        var path = "/runs/" + run + "/directive";
        assertThat(http.post(path, "{\"text\":\"the last\"}").status()).isEqualTo(201);
        var refused = storesNothing(() -> http.post(path, "{\"text\":\"one more\"}"));
        assertProblem(refused, 409);
        assertThat(refused.detail()).contains("1000");
        Sql.run("update run set directives_done = 2 where id = ?", run);
        assertThat(http.post(path, "{\"text\":\"one more\"}").status()).isEqualTo(201);
    }
}
