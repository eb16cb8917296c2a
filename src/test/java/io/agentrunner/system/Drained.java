package io.agentrunner.system;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentrunner.inside.Await;
import java.time.Duration;

/** One node of a cluster, with its responses about its drain. */
record Drained(Cluster cluster, int index) {
    Api api() {
        return cluster.api(index);
    }

    /** Returns its current node id. */
    String id() {
        return api().get("/worker/status").body().get("node").asText();
    }

    /** Returns another node from the list of this one. */
    JsonNode listed(Drained other) {
        var id = other.id();
        for (var node : api().get("/nodes").body()) {
            if (node.get("id").asText().equals(id)) {
                return node;
            }
        }
        throw new AssertionError("Not listed: " + id);
    }

    void awaitClaims(boolean wanted, Duration most) {
        Await.until(
                () -> api().get("/worker/status").body().get("running").asBoolean() == wanted,
                most,
                () -> "it says " + api().get("/worker/status"));
    }

    void awaitNotReady(String reason, Duration most) {
        Await.until(
                () -> {
                    var ready = api().get("/health/ready");
                    return ready.status() == 503
                            && ready.body().findValuesAsText("reason").size() == 1
                            && ready.body().findValue("reason").asText().startsWith(reason);
                },
                most,
                () -> "it says " + api().get("/health/ready"));
    }

    void awaitReady(Duration most) {
        Await.until(
                () -> api().get("/health/ready").status() == 200, most, () -> "it says " + api().get("/health/ready"));
    }
}
