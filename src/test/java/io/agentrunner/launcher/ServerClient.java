package io.agentrunner.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.agentrunner.inside.Await;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;

/** A client of the node on one port of this machine. */
record ServerClient(int port) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    HttpResponse<String> get(String path) {
        return send(request(path).GET());
    }

    JsonNode json(String path) {
        return parsed(get(path));
    }

    /** Returns the source of the value of a setting. */
    String sourceOf(String setting) {
        return json("/settings/" + setting).get("source").asText();
    }

    /** Returns the check interval of the node. */
    double interval() {
        return json("/worker/status").get("check_interval").asDouble();
    }

    /** Waits until the node uses that check interval, for at most this many seconds. */
    void awaitInterval(double seconds) {
        Await.until("interval " + seconds, Duration.ofSeconds(8), () -> interval() == seconds);
    }

    boolean isReady() {
        try {
            return get("/health/ready").statusCode() == 200;
        } catch (AssertionError notYet) {
            return false;
        }
    }

    /**
     * Posts runs of the project {@code default}, given their members without braces. Returns the first and the last id.
     */
    long[] submit(int count, String members) {
        var run = "{\"project_id\":1,\"goal\":\"a test of a server\"," + members + "}";
        var body = "{\"runs\":[" + String.join(",", Collections.nCopies(count, run)) + "]}";
        var answer = send(request("/runs/batch")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        var ids = parsed(answer).get("ids");
        return new long[] {ids.get(0).asLong(), ids.get(count - 1).asLong()};
    }

    /**
     * Returns the seconds between the starts of runs without a signal, each of which is stored after the start of the
     * previous one.
     */
    double secondsBetweenStarts(DatabaseReader database, int runs) {
        var first = startedRun(database);
        var last = first;
        for (var i = 0; i < runs; i++) {
            last = startedRun(database);
        }
        return Duration.between(first, last).toMillis() / 1000.0 / runs;
    }

    /** Stores a run by another session, so no signal wakes the worker. */
    private Instant startedRun(DatabaseReader database) {
        var path = "/runs/" + database.number(UnannouncedRun.of("noop"));
        Await.until(
                path,
                Duration.ofSeconds(30),
                () -> !json(path).get("started_at").isNull());
        return Instant.parse(json(path).get("started_at").asText());
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(30));
    }

    static HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return HTTP.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static JsonNode parsed(HttpResponse<String> response) {
        try {
            return JSON.readTree(response.body());
        } catch (IOException e) {
            throw new AssertionError(response.body(), e);
        }
    }
}
