package io.agentrunner.launcher;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/**
 * Polls {@code /health/ready} until it returns 200. Nothing else means ready, since a server also announces itself and stays
 * alive after a failed deployment.
 */
final class Readiness implements AutoCloseable {
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    private final HttpRequest request;

    Readiness(URI node) {
        request = HttpRequest.newBuilder(node.resolve("/health/ready"))
                .timeout(Duration.ofSeconds(5))
                .build();
    }

    boolean isReady() {
        try {
            return client.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LaunchFailure("Interrupted while " + request.uri() + " was asked", e);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
