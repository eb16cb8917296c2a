package io.agentrunner.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentrunner.inside.Sql;
import io.agentrunner.inside.TestNodes;
import io.agentrunner.inside.TestRuns;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** {@code GET /agents}, and runs of agents that other nodes have. */
class AgentsIT extends HttpTest {
    private static UUID nodeWith(UUID node, String agent) {
        Sql.run(
                "update node set agents = cast(? as json) where id = ?",
                "[{\"name\":\"%s\",\"description\":\"Elsewhere.\",\"options_schema\":{\"type\":\"object\"}}]"
                        .formatted(agent),
                node);
        return node;
    }

    private JsonNode listed(String name) {
        var agents = http.get("/agents");
        assertThat(agents.status()).isEqualTo(200);
        return StreamSupport.stream(agents.json().spliterator(), false)
                .filter(agent -> agent.path("name").asText().equals(name))
                .findFirst()
                .orElse(null);
    }

    private Http.Answer submit(String agent) {
        return http.post("/runs", "{\"project_id\":%d,\"goal\":\"a goal\",\"agent\":\"%s\"}".formatted(project, agent));
    }

    @Test
    void the_agents_of_this_server_are_listed_with_the_schema_of_their_options() {
        var sleep = listed("sleep");
        assertThat(sleep.path("description").asText()).startsWith("Sleeps");
        var seconds = sleep.path("options_schema").path("properties").path("seconds");
        assertThat(seconds.path("type").asText()).isEqualTo("number");
        assertThat(seconds.path("default").asInt()).isEqualTo(1);
        var self = http.get("/worker/status").json().path("node").asText();
        assertThat(sleep.path("nodes")).extracting(JsonNode::asText).contains(self);
        assertThat(listed("gate").path("options_schema").toString()).isEqualTo("{\"type\":\"object\"}");
    }

    @Test
    void an_agent_is_listed_with_the_live_nodes_that_have_it_and_gone_with_the_last() {
        var name = "elsewhere-" + UUID.randomUUID();
        var one = nodeWith(TestNodes.live(), name);
        var other = nodeWith(TestNodes.live(), name);
        nodeWith(TestNodes.expired(), name);
        assertThat(listed(name).path("nodes"))
                .extracting(JsonNode::asText)
                .containsExactlyInAnyOrder(one.toString(), other.toString());
        Sql.run("delete from node where id in (?, ?)", one, other);
        assertThat(listed(name)).isNull();
    }

    @Test
    void a_run_of_an_agent_of_another_live_node_is_taken_in_and_waits_for_it() {
        var name = "elsewhere-" + UUID.randomUUID();
        var refused = submit(name);
        assertThat(refused.status()).isEqualTo(422);
        var node = nodeWith(TestNodes.live(), name);
        var taken = submit(name);
        assertThat(taken.status()).as(taken.toString()).isEqualTo(201);
        assertThat(TestRuns.status(taken.json().path("id").asLong())).isEqualTo("QUEUED");
        assertThat(submit("nobody").body())
                .contains("must be one of")
                .contains(name)
                .contains("noop");
        Sql.run("delete from node where id = ?", node);
    }
}
