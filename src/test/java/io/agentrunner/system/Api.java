package io.agentrunner.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.agentrunner.inside.Await;
import io.agentrunner.inside.Exposition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;

/** A client of one node's REST interface. */
record Api(URI node) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    record Answer(int status, JsonNode body) {}

    Answer get(String path) {
        return send(request(path).GET());
    }

    Answer post(String path) {
        return send(request(path).POST(HttpRequest.BodyPublishers.noBody()));
    }

    Answer post(String path, String json) {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    Answer put(String path, String json) {
        return send(request(path)
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(json)));
    }

    Answer delete(String path) {
        return send(request(path).DELETE());
    }

    /** Posts a run of the project {@code default}, given its members as JSON without braces. */
    long submit(String members) {
        var answer = post("/runs", "{\"project_id\":1,\"goal\":\"a system test\"," + members + "}");
        if (answer.status() != 201) {
            throw new AssertionError("The run was not accepted: " + answer);
        }
        return answer.body().get("id").asLong();
    }

    List<Long> submitBatch(int count, String members) {
        var run = "{\"project_id\":1,\"goal\":\"a system test\"," + members + "}";
        var answer =
                post("/runs/batch", "{\"runs\":[" + String.join(",", java.util.Collections.nCopies(count, run)) + "]}");
        return StreamSupport.stream(answer.body().get("ids").spliterator(), false)
                .map(JsonNode::asLong)
                .toList();
    }

    /** Returns the metrics as Prometheus reads them. */
    Exposition metrics() {
        return Exposition.parse(text(request("/metrics").GET()));
    }

    JsonNode run(long id) {
        return get("/runs/" + id).body();
    }

    /** Returns the types of a run's events, in order. */
    List<String> eventTypes(long id) {
        return StreamSupport.stream(get("/runs/" + id + "/events").body().spliterator(), false)
                .map(event -> event.get("type").asText())
                .toList();
    }

    JsonNode awaitStatus(long id, String status, Duration most) {
        Await.until(() -> run(id).get("status").asText().equals(status), most, () -> "run is " + run(id));
        return run(id);
    }

    void awaitStats(String member, long value, Duration most) {
        Await.until(() -> get("/stats").body().get(member).asLong() == value, most, () -> "stats are " + get("/stats"));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(node.resolve(path)).timeout(Duration.ofSeconds(20));
    }

    private static Answer send(HttpRequest.Builder request) {
        try {
            var response = exchange(request);
            return new Answer(response.statusCode(), JSON.readTree(response.body()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(HttpRequest.Builder request) {
        try {
            return exchange(request).body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static HttpResponse<String> exchange(HttpRequest.Builder request) throws IOException {
        try {
            return CLIENT.send(request.build(), BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
