package io.agentrunner.tour;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.agentrunner.launcher.LaunchFailure;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;

/** Sends JSON to a server. Every response other than success is a failure that shows request and response. */
final class TourClient implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final URI base;
    private final Optional<String> key;
    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();

    /** @param key for a server with {@code access=required} */
    TourClient(URI base, Optional<String> key) {
        this.base = base;
        this.key = key;
    }

    JsonNode get(String path) {
        return send(request(path).GET());
    }

    JsonNode post(String path, JsonNode body) {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.toString())));
    }

    private HttpRequest.Builder request(String path) {
        var request =
                HttpRequest.newBuilder(base.resolve(path)).timeout(PATIENCE).header("Accept", "application/json");
        key.ifPresent(value -> request.header("X-API-Key", value));
        return request;
    }

    private JsonNode send(HttpRequest.Builder builder) {
        var request = builder.build();
        var asked = request.method() + " " + request.uri();
        try {
            var response = http.send(request, BodyHandlers.ofString());
            if (response.statusCode() / 100 != 2) {
                throw new LaunchFailure(asked + " answered " + response.statusCode() + ": " + response.body());
            }
            return json.readTree(response.body());
        } catch (IOException e) {
            throw new LaunchFailure(
                    asked + " failed (" + e
                            + "): is a server there? 'make start-agent' starts one, BASE_URL= names another.",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LaunchFailure(asked + " was interrupted", e);
        }
    }

    @Override
    public void close() {
        http.close();
    }

    @Override
    public String toString() {
        return base.toString();
    }
}
