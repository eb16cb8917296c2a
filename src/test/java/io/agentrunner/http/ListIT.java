package io.agentrunner.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.inside.Sql;
import io.agentrunner.inside.TestNodes;
import io.agentrunner.inside.TestRuns;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ListIT extends HttpTest {
    private List<Long> ids(String query) {
        var answer = http.get("/runs?project_id=" + project + "&" + query);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        var ids = new ArrayList<Long>();
        answer.json().forEach(run -> ids.add(run.path("id").asLong()));
        return ids;
    }

    private TestRuns later() {
        return TestRuns.queued().project(project).due("1 hour");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Test
    void the_newest_run_comes_first() {
        var saved = new ArrayList<>(later().save(5));
        Collections.reverse(saved);
        assertThat(ids("")).isEqualTo(saved);
    }

    @Test
    void status_filters_and_may_be_repeated() {
        var node = TestNodes.live();
        var queued = later().save();
        var running = TestRuns.running(node).project(project).save();
        var paused = TestRuns.paused().project(project).save();
        var completed = TestRuns.completed().project(project).save();
        var failed = TestRuns.failed().project(project).save();
        var stopped = TestRuns.stopped().project(project).save();
        assertThat(ids("status=QUEUED")).containsExactly(queued);
        assertThat(ids("status=RUNNING")).containsExactly(running);
        assertThat(ids("status=PAUSED&status=FAILED")).containsExactly(failed, paused);
        assertThat(ids("status=STOPPED&status=COMPLETED&status=STOPPED")).containsExactly(stopped, completed);
        assertThat(ids("status=")).hasSize(6);
        assertThat(ids("node=" + node)).containsExactly(running);
        assertThat(ids("node=" + node.toString().toUpperCase(java.util.Locale.ROOT) + "&status=QUEUED"))
                .isEmpty();
    }

    @Test
    void project_and_agent_filter() {
        var noop = later().agent("noop").save();
        var sleep = later().agent("sleep").save();
        TestRuns.queued().due("1 hour").save();
        assertThat(ids("")).containsExactly(sleep, noop);
        assertThat(ids("agent=noop")).containsExactly(noop);
    }

    @Test
    void metadata_matches_texts_numbers_and_flags_and_all_that_are_asked_for() {
        var text = withMetadata("{\"team\":\"a b\",\"n\":\"1\",\"ok\":\"true\"}");
        var typed = withMetadata("{\"team\":\"a\",\"n\":1,\"ok\":true,\"none\":null}");
        var other = withMetadata("{\"team\":\"%\",\"n\":2,\"deep\":{\"team\":\"a\"},\"dot.ted\":\"x\"}");
        later().save();
        assertThat(ids("metadata.n=1")).containsExactly(typed, text);
        assertThat(ids("metadata.ok=true")).containsExactly(typed, text);
        assertThat(ids("metadata.team=a%20b")).containsExactly(text);
        assertThat(ids("metadata.team=a")).containsExactly(typed);
        assertThat(ids("metadata.team=%25")).containsExactly(other);
        assertThat(ids("metadata.dot.ted=x")).containsExactly(other);
        assertThat(ids("metadata.none=null")).containsExactly(typed);
        assertThat(ids("metadata.n=1&metadata.team=a")).containsExactly(typed);
        assertThat(ids("metadata.n=3")).isEmpty();
        assertThat(ids("metadata=n%3D1&metadata=team%3Da")).containsExactly(typed);
        assertThat(ids("metadata=dot.ted%3Dx")).containsExactly(other);
    }

    private long withMetadata(String json) {
        var answer = http.post(
                "/runs",
                "{\"project_id\":%d,\"goal\":\"x\",\"run_at\":\"2126-02-01T10:30:00Z\",\"metadata\":%s}"
                        .formatted(project, json));
        assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
        return answer.json().path("id").asLong();
    }

    @Test
    void times_of_creation_bound_the_list_on_both_sides() {
        var saved = later().save(3);
        for (var i = 0; i < 3; i++) {
            Sql.run(
                    "update run set created_at = timestamptz '2026-02-01 10:00:00Z' + ? * interval '1 hour' where id = ?",
                    i,
                    saved.get(i));
        }
        assertThat(ids("created_after=2026-02-01T10:00:00Z")).containsExactly(saved.get(2), saved.get(1));
        assertThat(ids("created_before=2026-02-01T11:00:00Z")).containsExactly(saved.get(0));
        assertThat(ids("created_after=2026-02-01T12:30:00%2B02:00&created_before=2026-02-01T11:00:00.001Z"))
                .containsExactly(saved.get(1));
    }

    @Test
    void q_finds_parts_of_name_and_goal_in_any_case_and_takes_no_character_for_a_pattern() {
        var percent = later().goal("100% done").save();
        var underscore = later().goal("snake_case").save();
        var backslash = later().goal("C:\\temp\\x").save();
        var plain = later().goal("100 pounds of snakes, case closed, C:/temp").save();
        assertThat(ids("q=" + encoded("100%"))).containsExactly(percent);
        assertThat(ids("q=" + encoded("%"))).containsExactly(percent);
        assertThat(ids("q=" + encoded("e_c"))).containsExactly(underscore);
        assertThat(ids("q=" + encoded("_"))).containsExactly(underscore);
        assertThat(ids("q=" + encoded("\\temp\\"))).containsExactly(backslash);
        assertThat(ids("q=" + encoded("\\"))).containsExactly(backslash);
        assertThat(ids("q=" + encoded("SNAKE"))).containsExactly(plain, underscore);
        assertThat(ids("q=" + encoded("\\%"))).isEmpty();
        Sql.run("update run set name = 'Named so' where id = ?", plain);
        assertThat(ids("q=named%20SO")).containsExactly(plain);
        assertThat(ids("q=")).hasSize(4);
    }

    @Test
    void q_looks_into_the_first_200_characters_of_a_goal() {
        var inside = later().goal("x".repeat(190) + "needle").save();
        later().goal("x".repeat(198) + "needle").save();
        assertThat(ids("q=needle")).containsExactly(inside);
    }

    @Test
    void pages_follow_each_other_by_the_link_and_show_every_run_once() {
        var saved = new ArrayList<>(later().save(7));
        Collections.reverse(saved);
        var seen = new ArrayList<Long>();
        var pages = 0;
        var next = "/runs?project_id=" + project + "&status=QUEUED&q=test&limit=3";
        while (next != null) {
            var answer = http.get(next);
            assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
            answer.json().forEach(run -> seen.add(run.path("id").asLong()));
            pages++;
            next = link(answer);
            // New runs at the front do not move others to the next page.
            later().save();
        }
        assertThat(seen).isEqualTo(saved);
        assertThat(pages).isEqualTo(3);
    }

    private static String link(Http.Answer answer) {
        var link = answer.header("link");
        if (link == null) {
            return null;
        }
        assertThat(link).matches("<[^>]+>; rel=\"next\"");
        return URI.create(link.substring(1, link.indexOf('>'))).toString();
    }

    @Test
    void there_is_no_link_where_there_is_no_more() {
        later().save(3);
        assertThat(http.get("/runs?limit=3&project_id=" + project).header("link"))
                .isNull();
        assertThat(http.get("/runs?limit=2&project_id=" + project).header("link"))
                .contains("before_id=");
    }

    @Test
    void a_page_has_100_runs_unless_asked_for_1_to_1000() {
        later().save(102);
        assertThat(ids("")).hasSize(100);
        assertThat(ids("limit=1")).hasSize(1);
        assertThat(ids("limit=1000")).hasSize(102);
        assertThat(ids("before_id=1")).isEmpty();
    }

    @Test
    void projects_come_newest_first_and_change_by_patch() {
        var created =
                http.post("/projects", "{\"name\":\"P %d\",\"local_path\":\"../kept as given\"}".formatted(project));
        assertThat(created.status()).as(created.toString()).isEqualTo(201);
        var id = created.json().path("id").asLong();
        assertThat(created.header("location")).endsWith("/projects/" + id);
        assertThat(http.get("/projects").json().get(0)).isEqualTo(created.json());
        assertThat(created.json().path("local_path").asText()).isEqualTo("../kept as given");
        assertProblem(http.post("/projects", "{\"name\":\"P %d\"}".formatted(project)), 409);
        var patched = http.send(
                "PATCH",
                "/projects/" + id,
                "{\"name\":\"Q %d\"}".formatted(project),
                "Content-Type",
                "application/json");
        assertThat(patched.status()).isEqualTo(200);
        assertThat(http.get("/projects/" + id).json()).isEqualTo(patched.json());
        assertThat(patched.json().path("name").asText()).isEqualTo("Q " + project);
        assertThat(patched.json().path("local_path").asText()).isEqualTo("../kept as given");
        var other = http.post("/projects?name=R%%20%d&local_path=x".formatted(project));
        assertThat(other.status()).isEqualTo(201);
        assertProblem(
                http.send(
                        "PATCH",
                        "/projects/" + id,
                        "{\"name\":\"R %d\"}".formatted(project),
                        "Content-Type",
                        "application/json"),
                409);
        assertThat(http.get("/projects/" + id).json().path("name").asText()).isEqualTo("Q " + project);
    }
}
