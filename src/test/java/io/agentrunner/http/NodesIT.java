package io.agentrunner.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentrunner.inside.Await;
import io.agentrunner.inside.Sql;
import io.agentrunner.inside.TestNodes;
import io.agentrunner.inside.TestRuns;
import io.agentrunner.platform.http.Page;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Draining over HTTP, and its effect on the health of the node. */
class NodesIT extends HttpTest {
    @AfterEach
    void the_server_claims_again() {
        http.post("/nodes/self/undrain");
    }

    private JsonNode act(Object node, String action) {
        var answer = http.post("/nodes/" + node + "/" + action);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        return answer.json();
    }

    private String self() {
        return http.get("/worker/status").json().path("node").asText();
    }

    private JsonNode listed(Object node) {
        for (var one : http.get("/nodes").json()) {
            if (one.path("id").asText().equals(node.toString())) {
                return one;
            }
        }
        throw new AssertionError("Not listed: " + node);
    }

    @Test
    void an_action_answers_the_node_as_the_list_shows_it_and_repeating_it_changes_nothing() {
        var node = TestNodes.live();
        for (var action : List.of("drain", "drain", "undrain", "undrain")) {
            var answered = act(node, action);
            assertThat(answered.path("id").asText()).isEqualTo(node.toString());
            assertThat(answered.path("draining").asBoolean()).as(action).isEqualTo(action.equals("drain"));
            assertThat(answered).isEqualTo(listed(node));
        }
        assertThat(Sql.number("select drain_changes from node where id = ?", node))
                .isEqualTo(2);
        assertThat(act(node.toString().toUpperCase(java.util.Locale.ROOT), "drain")
                        .path("id")
                        .asText())
                .isEqualTo(node.toString());
    }

    @Test
    void self_is_the_node_that_answers() {
        for (var name : List.of("self", self())) {
            assertThat(act(name, "drain").path("id").asText()).isEqualTo(self());
            assertThat(listed(self()).path("draining").asBoolean()).isTrue();
            act(name, "undrain");
            assertThat(listed(self()).path("draining").asBoolean()).isFalse();
        }
    }

    @Test
    void a_node_that_drains_is_not_ready_and_says_why_and_is_live_and_started_all_the_same() {
        act("self", "drain");
        var ready = http.get("/health/ready");
        assertThat(ready.status()).as(ready.toString()).isEqualTo(503);
        assertThat(reasonOf(ready)).startsWith("The node is draining");
        for (var path : List.of("/health/live", "/health/started")) {
            assertThat(http.get(path).status()).as(path).isEqualTo(200);
        }
        act("self", "undrain");
        assertThat(http.get("/health/ready").status()).isEqualTo(200);
    }

    @Test
    void a_node_whose_tables_are_not_of_its_version_is_not_ready_and_says_why() {
        Sql.run("update flyway_schema_history set version = '0.' || version where version is not null");
        try {
            var ready = http.get("/health/ready");
            assertThat(ready.status()).as(ready.toString()).isEqualTo(503);
            assertThat(reasonOf(ready)).startsWith("The database does not have the tables of this version");
            assertThat(http.get("/health/live").status()).isEqualTo(200);
        } finally {
            Sql.run("update flyway_schema_history set version = substr(version, 3) where version is not null");
        }
        assertThat(http.get("/health/ready").status()).isEqualTo(200);
    }

    @Test
    void a_node_without_a_live_lease_is_not_ready_and_says_why() {
        var self = self();
        var until = Sql.text("select cast(lease_until as text) from node where id = cast(? as uuid)", self);
        Sql.run("update node set lease_until = lease_until - interval '1 day' where id = cast(? as uuid)", self);
        try {
            var ready = http.get("/health/ready");
            assertThat(ready.status()).as(ready.toString()).isEqualTo(503);
            assertThat(reasonOf(ready)).startsWith("The heartbeat is late");
            assertThat(http.get("/health/live").status()).isEqualTo(200);
            var answer = http.post("/nodes/self/drain");
            assertProblem(answer, 503);
            assertThat(answer.header("retry-after")).isEqualTo("2");
        } finally {
            Sql.run("update node set lease_until = cast(? as timestamptz) where id = cast(? as uuid)", until, self);
        }
        Await.until("the node is ready", () -> http.get("/health/ready").status() == 200);
    }

    @Test
    void a_node_that_drains_tells_what_it_holds_now_and_not_what_its_last_heartbeat_said() {
        var node = TestNodes.live();
        TestRuns.running(node).save(3);
        assertThat(listed(node).path("in_flight").asInt()).isZero();
        assertThat(act(node, "drain").path("in_flight").asInt()).isEqualTo(3);
    }

    private static String reasonOf(Http.Answer ready) {
        var checks = ready.json().path("checks");
        assertThat(checks.findValuesAsText("reason")).as(ready.toString()).hasSize(1);
        return checks.findValue("reason").asText();
    }

    @Test
    void a_node_that_is_not_there_or_not_any_more_is_a_404() {
        each(List.of(UUID.randomUUID(), TestNodes.expired()), node -> {
            for (var action : List.of("drain", "undrain")) {
                var answer = http.post("/nodes/" + node + "/" + action);
                assertProblem(answer, 404);
                assertThat(answer.detail()).contains(node.toString());
            }
        });
    }

    @Test
    void what_is_no_id_or_no_action_is_a_400_that_says_what_there_is() {
        each(List.of("1", "SELF", "1-1-1-1-1", UUID.randomUUID() + "0", "%20"), id -> {
            var answer = http.post("/nodes/" + id + "/drain");
            assertProblem(answer, 400);
            assertThat(answer.detail()).contains("UUID", "self");
        });
        each(List.of("stop", "Drain", "drained"), action -> {
            var answer = http.post("/nodes/self/" + action);
            assertProblem(answer, 400);
            assertThat(answer.detail()).contains(action, "drain and undrain");
        });
        assertThat(listed(self()).path("draining").asBoolean()).isFalse();
    }

    /**
     * The list has no pages, and needs none to stay below the 8 MiB of a page: its rows are as long as the settings {@code
     * node.name} and {@code node.url} may be, and each node has at least five connections to the database.
     */
    @Test
    void a_list_of_nodes_stays_below_a_page_with_more_nodes_than_a_database_has_sessions_for() {
        var node = TestNodes.live();
        Sql.run(
                "update node set name = repeat('\uFFFF', ?), url = repeat('\uFFFF', ?), version = repeat('v', 100),"
                        + " in_flight = 100000, concurrency = 100000 where id = ?",
                longest("node.name"),
                longest("node.url"),
                node);
        try {
            var row = listed(node).toString().getBytes(StandardCharsets.UTF_8).length;
            assertThat(row).isLessThan(2500);
            assertThat(Page.MOST_BYTES / row).as("nodes on a page").isGreaterThan(3000);
        } finally {
            Sql.run("delete from node where id = ?", node);
        }
    }

    /** Returns how many characters the value of a setting may have. */
    private int longest(String setting) {
        var range = http.get("/settings/" + setting).json().path("range").asText();
        return Integer.parseInt(range.replaceAll(".* at most (\\d+) characters", "$1"));
    }
}
