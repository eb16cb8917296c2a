package io.agentrunner.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentrunner.http.Http.Answer;
import io.agentrunner.inside.Await;
import io.agentrunner.inside.Sql;
import io.agentrunner.inside.TestProjects;
import io.agentrunner.inside.TestRuns;
import java.net.URL;
import java.util.List;
import java.util.UUID;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.junit.jupiter.api.Test;

/** Access keys and console sessions, on a server with {@code access=required}. */
class KeysIT extends HttpTest {
    @ArquillianResource
    private URL server;

    private JsonNode key(String role, String more) {
        var created =
                http.post("/keys", "{\"name\":\"%s\",\"role\":\"%s\"%s}".formatted(UUID.randomUUID(), role, more));
        assertThat(created.status()).as(created.toString()).isEqualTo(201);
        return created.json();
    }

    private Http with(JsonNode key) {
        return new Http(server, "Authorization", "Bearer " + key.path("key").asText());
    }

    private Http signedIn(JsonNode key) {
        var answer = nobody().post("/session", "{\"key\":\"" + key.path("key").asText() + "\"}");
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        return new Http(server, "Cookie", answer.header("set-cookie").replaceFirst(";.*", ""));
    }

    private Http nobody() {
        return new Http(server, new String[0]);
    }

    @Test
    void a_key_is_shown_once_and_the_database_has_only_its_hash() {
        var created = key("viewer", "");
        var credential = created.path("key").asText();
        assertThat(credential).matches("ar_" + created.path("id").asLong() + "_[A-Za-z0-9_-]{43}");
        assertThat(http.get("/keys").body())
                .contains(created.path("name").asText())
                .doesNotContain(credential);
        var secret = credential.split("_", 3)[2];
        assertThat(Sql.number(
                        "select count(*) from access_key where cast(access_key as text) like '%' || ? || '%'", secret))
                .isZero();
        assertThat(with(created).get("/stats").status()).isEqualTo(200);
        assertThat(new Http(server, "X-API-Key", credential).get("/stats").status())
                .isEqualTo(200);
    }

    @Test
    void without_a_valid_key_it_is_401_and_says_what_to_send() {
        var none = nobody().get("/stats");
        assertProblem(none, 401);
        assertThat(none.header("www-authenticate")).isEqualTo("Bearer realm=\"agent-runner\"");
        assertThat(none.detail()).contains("Authorization", "X-API-Key");
        var good = key("admin", "").path("key").asText();
        for (var bad : List.of(
                good + "x",
                good.substring(0, good.length() - 1),
                "ar_999999_" + "x".repeat(43),
                "nonsense",
                "a.b.c",
                "")) {
            var answer = new Http(server, "Authorization", "Bearer " + bad).get("/stats");
            assertProblem(answer, 401);
            assertThat(answer.header("www-authenticate")).contains("invalid_token");
        }
        assertProblem(new Http(server, "Authorization", "Basic YTpi").get("/stats"), 401);
        assertProblem(new Http(server, "Cookie", "agent_runner_session=abc").get("/stats"), 401);
    }

    @Test
    void a_bad_credential_on_a_path_that_needs_none_is_as_no_credential() {
        var bad = new Http(server, "Authorization", "Bearer nonsense");
        assertThat(bad.get("/session").json().path("name").isNull()).isTrue();
        assertThat(bad.get("/metrics").status()).isEqualTo(200);
    }

    @Test
    void a_revoked_key_and_its_session_are_refused_from_the_answer_on() {
        var key = key("viewer", "");
        var session = signedIn(key);
        assertThat(with(key).get("/stats").status()).isEqualTo(200);
        assertThat(session.get("/stats").status()).isEqualTo(200);
        assertThat(http.send("DELETE", "/keys/" + key.path("id").asLong(), null).status())
                .isEqualTo(204);
        assertProblem(with(key).get("/stats"), 401);
        assertProblem(session.get("/stats"), 401);
        assertProblem(http.send("DELETE", "/keys/" + key.path("id").asLong(), null), 404);
    }

    @Test
    void an_expired_key_is_refused_although_the_server_knew_it_a_moment_ago() {
        var key = key("viewer", ",\"expires_at\":\"2999-01-01T00:00:00Z\"");
        var session = signedIn(key);
        assertThat(Sql.number(
                        "select count(*) from session s join access_key k on k.id = s.key_id where k.id = ? and s.expires_at > k.expires_at",
                        key.path("id").asLong()))
                .isZero();
        Sql.run(
                "update access_key set expires_at = clock_timestamp() + interval '300 ms' where id = ?",
                key.path("id").asLong());
        Sql.run(
                "update session set expires_at = clock_timestamp() + interval '300 ms' where key_id = ?",
                key.path("id").asLong());
        Await.until("the key is refused", () -> with(key).get("/stats").status() == 401);
        Await.until("the session is refused", () -> session.get("/stats").status() == 401);
    }

    @Test
    void the_role_decides_and_a_refusal_says_which_one_it_needs() {
        var viewer = with(key("viewer", ""));
        assertThat(viewer.get("/runs").status()).isEqualTo(200);
        var refused = storesNothing(() -> viewer.post("/runs", "{\"project_id\":1,\"goal\":\"x\"}"));
        assertProblem(refused, 403);
        assertThat(refused.detail()).contains("viewer", "submitter");
        assertProblem(with(key("submitter", "")).get("/settings"), 403);
        assertProblem(with(key("operator", "")).get("/keys"), 403);
        assertThat(with(key("operator", "")).get("/settings").status()).isEqualTo(200);
        assertThat(with(key("admin", "")).get("/audit").status()).isEqualTo(200);
    }

    @Test
    void the_actor_of_a_verb_is_the_name_of_the_key() {
        var key = key("submitter", "");
        var run = TestRuns.queued().save();
        assertThat(with(key).post("/runs/" + run + "/stop").status()).isEqualTo(200);
        var events = http.get("/runs/" + run + "/events?type=RUN_STOPPED").json();
        assertThat(events.at("/0/actor").asText()).isEqualTo(key.path("name").asText());
    }

    @Test
    void a_key_that_is_not_accepted_is_refused_and_not_stored() {
        var before = Sql.number("select count(*) from access_key");
        for (var bad : List.of(
                "{\"name\":\"a\"}",
                "{\"role\":\"viewer\"}",
                "{\"name\":\" \",\"role\":\"viewer\"}",
                "{\"name\":\"a\",\"role\":\"viewer\",\"projects\":[]}",
                "{\"name\":\"a\",\"role\":\"operator\",\"projects\":[1]}")) {
            assertProblem(http.post("/keys", bad), 422);
        }
        assertProblem(http.post("/keys", "{\"name\":\"a\",\"role\":\"king\"}"), 400, 422);
        var taken = key("viewer", "").path("name").asText();
        assertProblem(http.post("/keys", "{\"name\":\"" + taken + "\",\"role\":\"viewer\"}"), 409);
        assertThat(Sql.number("select count(*) from access_key")).isEqualTo(before + 1);
    }

    @Test
    void a_key_of_one_project_sees_and_touches_no_other() {
        var other = TestProjects.create();
        var mine = with(key("submitter", ",\"projects\":[" + project + "]"));
        var own = TestRuns.queued().project(project).save();
        var foreign = TestRuns.queued().project(other).save();
        for (var path : List.of("", "/events", "/attempts", "/events/stream")) {
            assertProblem(mine.get("/runs/" + foreign + path), 404);
            for (var odd : List.of(
                    "+" + foreign,
                    "%3" + Long.toString(foreign).charAt(0)
                            + Long.toString(foreign).substring(1),
                    "0" + foreign)) {
                assertProblem(mine.get("/runs/" + odd + path), 404);
            }
        }
        for (var verb : List.of("pause", "resume", "stop", "retry")) {
            assertProblem(mine.post("/runs/" + foreign + "/" + verb), 404);
        }
        assertProblem(mine.post("/runs/" + foreign + "/directive", "{\"text\":\"x\"}"), 404);
        assertProblem(storesNothing(() -> mine.post("/runs", "{\"project_id\":" + other + ",\"goal\":\"x\"}")), 404);
        assertProblem(
                storesNothing(() -> mine.post(
                        "/runs/batch",
                        "{\"runs\":[{\"project_id\":%d,\"goal\":\"x\"},{\"project_id\":%d,\"goal\":\"x\"}]}"
                                .formatted(project, other))),
                404);
        assertThat(mine.get("/runs?limit=1000").json().findValuesAsText("project_id"))
                .isNotEmpty()
                .containsOnly(Long.toString(project));
        assertThat(mine.get("/runs?project_id=" + other).json()).isEmpty();
        assertThat(mine.get("/projects").json().findValuesAsText("id")).containsExactly(Long.toString(project));
        assertProblem(mine.get("/projects/" + other), 404);
        assertProblem(
                mine.send("PATCH", "/projects/" + other, "{\"name\":\"mine\"}", "Content-Type", "application/json"),
                404);
        assertProblem(mine.post("/projects?name=new-" + other), 403);
        assertThat(mine.get("/stats").json().path("queued").asLong()).isEqualTo(1);
        assertThat(mine.get("/runs/" + own).status()).isEqualTo(200);
        assertThat(mine.post("/runs/" + own + "/stop").status()).isEqualTo(200);
    }

    @Test
    void a_session_is_a_cookie_that_no_script_reads_and_sign_out_ends_it() {
        var key = key("operator", "");
        var answer = nobody().post("/session", "{\"key\":\"" + key.path("key").asText() + "\"}");
        var cookie = answer.header("set-cookie");
        assertThat(cookie).matches("agent_runner_session=[A-Za-z0-9_-]{43}; Path=/; HttpOnly; SameSite=Strict");
        assertThat(answer.json().path("name").asText())
                .isEqualTo(key.path("name").asText());
        var console = new Http(server, "Cookie", cookie.replaceFirst(";.*", ""));
        assertThat(console.get("/session").json().path("role").asText()).isEqualTo("operator");
        var out = console.send("DELETE", "/session", null);
        assertThat(out.status()).isEqualTo(204);
        assertThat(out.header("set-cookie")).contains("Max-Age=0");
        assertProblem(console.get("/stats"), 401);
        assertProblem(nobody().post("/session", "{\"key\":\"ar_1_x\"}"), 401);
        assertProblem(nobody().post("/session", "{}"), 422);
    }

    @Test
    void an_idle_session_ends() {
        var key = key("viewer", "");
        var session = signedIn(key);
        Sql.run(
                "update session set last_used_at = clock_timestamp() - interval '59 minutes 59.5 seconds' where key_id = ?",
                key.path("id").asLong());
        Await.until(
                "the session is refused",
                () -> Sql.number(
                                "select count(*) from session where key_id = ? and last_used_at > clock_timestamp() - interval '1 hour'",
                                key.path("id").asLong())
                        == 0);
        assertProblem(session.get("/stats"), 401);
    }

    @Test
    void the_audit_tells_who_did_what_from_where() {
        var key = key("operator", "");
        with(key).send("PUT", "/settings/queue.aging.seconds", "{\"value\":\"0\"}", "Content-Type", "application/json");
        with(key).send("DELETE", "/settings/queue.aging.seconds", null);
        with(key).get("/keys");
        var entries = http.get("/audit").json();
        assertThat(entries.findValuesAsText("action")).contains("key.created", "setting.changed", "request.refused");
        Answer page = http.get("/audit?limit=1");
        assertThat(page.json()).hasSize(1);
        assertThat(page.header("link")).contains("before_id=");
        entries.forEach(entry -> assertThat(entry.path("address").asText()).matches("[0-9.]+"));
        assertThat(http.get("/audit").body()).doesNotContain(key.path("key").asText());
    }
}
