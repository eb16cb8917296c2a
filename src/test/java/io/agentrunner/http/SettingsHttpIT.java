package io.agentrunner.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentrunner.http.Http.Answer;
import io.agentrunner.inside.Await;
import io.agentrunner.inside.Sql;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code /settings}. The environment of the server sets the check interval to 3600 and worker.enabled to false. */
class SettingsHttpIT extends HttpTest {
    private static final String INTERVAL = "/settings/worker.check.interval";

    @AfterEach
    void nothing_stays_set() {
        Sql.run("delete from setting where key not in ('worker.check.interval', 'queue.max.depth')");
        assertThat(http.send("DELETE", INTERVAL, null).status()).isEqualTo(200);
        assertThat(http.send("DELETE", "/settings/queue.max.depth", null).status())
                .isEqualTo(200);
        assertThat(Sql.rows("select key from setting")).isEmpty();
    }

    private Answer put(String path, String body) {
        return http.send("PUT", path, body, "Content-Type", "application/json");
    }

    private BigDecimal interval() {
        return http.get("/worker/status").json().path("check_interval").decimalValue();
    }

    /** The number of settings in the table of docs/operations.md, which SettingsDocumentTest compares. */
    private static int documented() throws IOException {
        try (var lines = Files.lines(Path.of("docs/operations.md"))) {
            return (int) lines.filter(line -> line.matches("\\| `[a-z.]+` \\| `[A-Z_]+` \\|.*"))
                    .count();
        }
    }

    @Test
    void every_setting_is_listed_with_all_its_members() throws IOException {
        var answer = http.get("/settings");
        assertThat(answer.status()).isEqualTo(200);
        var byKey = new TreeMap<String, JsonNode>();
        answer.json().forEach(setting -> byKey.put(setting.path("key").asText(), setting));
        assertThat(byKey).hasSize(answer.json().size()).hasSize(documented());
        byKey.forEach((key, setting) -> {
            assertThat(setting.fieldNames())
                    .toIterable()
                    .as(key)
                    .containsExactly(
                            "key",
                            "value",
                            "default",
                            "unit",
                            "range",
                            "live",
                            "source",
                            "changed_at",
                            "changed_by",
                            "meaning");
            if (!setting.path("source").asText().equals("database")) {
                assertThat(setting.path("changed_at").isNull()).as(key).isTrue();
            }
            assertThat(setting.path("range").asText()).as(key).isNotBlank();
            assertThat(setting.path("meaning").asText()).as(key).isNotBlank();
            assertThat(http.get("/settings/" + key).json()).as(key).isEqualTo(setting);
        });
        var depth = byKey.get("queue.max.depth");
        assertThat(depth.path("value").asText()).isEqualTo("0");
        assertThat(depth.path("default").asText()).isEqualTo("0");
        assertThat(depth.path("unit").asText()).isEqualTo("runs");
        assertThat(depth.path("range").asText()).isEqualTo("a whole number from 0 to 2147483647");
        assertThat(depth.path("live").asBoolean()).isTrue();
        assertThat(depth.path("source").asText()).isEqualTo("default");
        assertThat(byKey.get("worker.lease").path("live").asBoolean(true)).isFalse();
        var interval = byKey.get("worker.check.interval");
        assertThat(interval.path("value").asText()).isEqualTo("3600");
        assertThat(interval.path("source").asText()).isEqualTo("Environment");
        assertThat(byKey.get("http.hosts").path("value").isNull()).isTrue();
    }

    @Test
    void secrets_are_masked_wherever_they_could_show() {
        var shown = http.get("/settings/database.password").json();
        assertThat(shown.path("value").asText()).isEqualTo("***");
        assertThat(shown.path("source").asText()).isNotEqualTo("default");
        assertThat(http.get("/settings/database.url").json().path("value").asText())
                .startsWith("jdbc:postgresql:");
        var refused = put("/settings/database.password", "{\"value\":\"swordfish\"}");
        assertProblem(refused, 422);
        assertThat(refused.body()).doesNotContain("swordfish");
    }

    @Test
    void a_change_answers_the_setting_and_holds_at_once_until_it_is_deleted() {
        var before = http.get(INTERVAL).json();
        var changed = put(INTERVAL, "{\"value\":\" 1800.5 \"}");
        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.json().path("value").asText()).isEqualTo("1800.5");
        assertThat(changed.json().path("source").asText()).isEqualTo("database");
        assertThat(changed.json().path("default").asText()).isEqualTo("5");
        assertThat(http.get(INTERVAL).json()).isEqualTo(changed.json());
        assertThat(interval()).isEqualByComparingTo("1800.5");
        assertThat(put(INTERVAL, "{\"value\":\"1900\"}").json().path("value").asText())
                .isEqualTo("1900");
        assertThat(interval()).isEqualByComparingTo("1900");

        var deleted = http.send("DELETE", INTERVAL, null);
        assertThat(deleted.status()).isEqualTo(200);
        assertThat(deleted.json()).isEqualTo(before);
        assertThat(interval()).isEqualByComparingTo("3600");
        assertThat(http.send("DELETE", INTERVAL, null).json()).isEqualTo(before);
    }

    @Test
    void others_who_read_microprofile_config_see_it_too() {
        // The server's own cache of values is in between.
        put("/settings/queue.max.depth", "{\"value\":\"123456\"}");
        Await.until(
                "MicroProfile Config has it", () -> property("queue.max.depth").equals("123456 database"));
        var deleted = http.send("DELETE", "/settings/queue.max.depth", null).json();
        assertThat(deleted.path("source").asText()).isEqualTo("default");
        Await.until(
                "MicroProfile Config has it no more",
                () -> property("queue.max.depth").startsWith("null"));
    }

    private String property(String key) {
        return http.get("/test-property/" + key).body();
    }

    @Test
    void a_value_that_is_not_accepted_is_refused_with_the_range_and_changes_nothing() {
        each(List.of("0", "0.01", "3601", "abc", "", "   ", "1e3", "-1", "2 s", "2\\u0000"), value -> {
            var answer = put(INTERVAL, "{\"value\":\"" + value + "\"}");
            assertProblem(answer, 422);
            assertThat(answer.detail()).isEqualTo("value must be 0.05 to 3600 seconds.");
            assertThat(answer.json().at("/errors/0/field").asText()).isEqualTo("value");
        });
        each(List.of("{}", "{\"value\":null}"), body -> {
            var answer = put(INTERVAL, body);
            assertProblem(answer, 422);
            assertThat(answer.detail()).isEqualTo("value must be 0.05 to 3600 seconds.");
        });
        each(List.of("2.5", "-1", "2147483648", "many"), value -> {
            var answer = put("/settings/queue.max.depth", "{\"value\":\"" + value + "\"}");
            assertProblem(answer, 422);
            assertThat(answer.detail()).contains("a whole number from 0 to 2147483647 runs");
        });
        assertProblem(put("/settings/worker.enabled", "{\"value\":\"yes\"}"), 422);
        assertThat(interval()).isEqualByComparingTo("3600");
        assertThat(Sql.rows("select key from setting")).isEmpty();
    }

    @Test
    void a_body_that_cannot_be_read_gets_400_and_one_of_another_kind_415() {
        each(
                List.of("", "{", "null", "[]", "\"2\"", "2", "{\"value\":2}", "{\"value\":true}", "{\"value\":{}}"),
                body -> assertProblem(put(INTERVAL, body), 400));
        assertProblem(http.send("PUT", INTERVAL, "2", "Content-Type", "text/plain"), 415);
        assertProblem(http.post("/settings", "{}"), 405);
        assertProblem(http.post(INTERVAL, "{\"value\":\"2\"}"), 405);
        assertThat(Sql.rows("select key from setting")).isEmpty();
    }

    @Test
    void a_setting_that_is_not_live_is_refused_and_says_what_to_do() {
        for (var path : List.of("/settings/worker.lease", "/settings/node.name", "/settings/database.user")) {
            for (var answer : List.of(put(path, "{\"value\":\"20\"}"), http.send("DELETE", path, null))) {
                assertProblem(answer, 422);
                assertThat(answer.detail()).contains("read at the start only").contains("restart");
            }
        }
        assertThat(put("/settings/worker.lease", "{\"value\":\"20\"}").detail()).contains("WORKER_LEASE");
    }

    @Test
    void an_unknown_key_gets_404() {
        for (var key : List.of("no.such.setting", "worker.check", "WORKER_CHECK_INTERVAL", "%20")) {
            assertProblem(http.get("/settings/" + key), 404);
            assertProblem(put("/settings/" + key, "{\"value\":\"2\"}"), 404);
            assertProblem(http.send("DELETE", "/settings/" + key, null), 404);
        }
    }

    @Test
    void rows_that_this_version_does_not_accept_are_ignored() {
        Sql.run("insert into setting (key, value) values ('worker.check.interval', 'soon'), ('worker.lease', '2'),"
                + " ('of.a.newer.version', '1')");
        // Any change reads the table again.
        put("/settings/queue.max.depth", "{\"value\":\"123456\"}");
        assertThat(http.get("/settings/queue.max.depth").json().path("value").asText())
                .isEqualTo("123456");
        assertThat(http.get(INTERVAL).json().path("value").asText()).isEqualTo("3600");
        assertThat(http.get("/settings/worker.lease").json().path("value").asText())
                .isEqualTo("30");
        assertThat(http.get("/settings").status()).isEqualTo(200);
        assertThat(http.get("/settings/of.a.newer.version").status()).isEqualTo(404);
    }

    @Test
    void the_table_says_when_a_value_was_changed_and_the_same_value_is_no_change() {
        put(INTERVAL, "{\"value\":\"1800\"}");
        var first = Sql.rows("select changed_at from setting");
        assertThat(put(INTERVAL, "{\"value\":\"1800\"}").status()).isEqualTo(200);
        assertThat(Sql.rows("select changed_at from setting")).isEqualTo(first).hasSize(1);
        put(INTERVAL, "{\"value\":\"1801\"}");
        assertThat(Sql.rows("select changed_at from setting")).isNotEqualTo(first);
    }
}
