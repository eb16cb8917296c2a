package io.agentrunner.bench;

import io.agentrunner.launcher.LaunchFailure;
import io.agentrunner.launcher.NodeProcess;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Sends requests to nodes over connections that stay open. A response other than success is a failure. Thread-safe. */
final class Client {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();

    String get(NodeProcess node, String path) {
        return send(request(node, path).GET().build());
    }

    String post(NodeProcess node, String path, String body) {
        return send(request(node, path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build());
    }

    private static HttpRequest.Builder request(NodeProcess node, String path) {
        return HttpRequest.newBuilder(node.baseUri().resolve(path)).timeout(PATIENCE);
    }

    private String send(HttpRequest request) {
        try {
            var answer = http.send(request, BodyHandlers.ofString());
            return checked(request, answer.statusCode(), answer.body());
        } catch (IOException e) {
            throw new LaunchFailure(request.method() + " " + request.uri() + " failed: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LaunchFailure(request.method() + " " + request.uri() + " was interrupted", e);
        }
    }

    private static String checked(HttpRequest request, int status, String body) {
        if (status / 100 != 2) {
            throw new LaunchFailure(request.method() + " " + request.uri() + " answered " + status + ": " + body);
        }
        return body;
    }
}
