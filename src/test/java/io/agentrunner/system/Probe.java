package io.agentrunner.system;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.agentrunner.launcher.NodeProcess;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/**
 * The response of a node to a probe.
 *
 * @param status 0 if there was no response
 */
record Probe(int status, String body) {
    private static final JsonMapper JSON = new JsonMapper();
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    static Probe of(NodeProcess node, String kind) {
        var request = HttpRequest.newBuilder(node.baseUri().resolve("/health/" + kind))
                .timeout(Duration.ofSeconds(5))
                .build();
        try {
            var answer = CLIENT.send(request, BodyHandlers.ofString());
            return new Probe(answer.statusCode(), answer.body());
        } catch (IOException e) {
            return new Probe(0, e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Returns everything that a probe checks. */
    boolean isYes() {
        return status >= 200 && status < 400;
    }

    /** Returns the reason of our failed check, or an empty text if the check was not made or is up. */
    String reason() {
        try {
            for (var check : JSON.readTree(body).path("checks")) {
                if (check.path("name").asText().startsWith("agent-runner-")
                        && check.path("status").asText().equals("DOWN")) {
                    return check.at("/data/reason").asText();
                }
            }
            return "";
        } catch (JsonProcessingException e) {
            return "";
        }
    }
}
