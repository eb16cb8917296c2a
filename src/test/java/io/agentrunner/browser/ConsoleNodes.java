package io.agentrunner.browser;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.agentrunner.inside.Await;
import io.agentrunner.launcher.EmbeddedDatabase;
import io.agentrunner.launcher.NodeOptions;
import io.agentrunner.launcher.NodeProcess;
import io.agentrunner.launcher.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** A database and nodes for a test in a browser, and their REST interface. */
final class ConsoleNodes implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(3);
    private static final Duration END = Duration.ofSeconds(40);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Map<String, String> SETTINGS =
            Map.of("WORKER_CHECK_INTERVAL", "0.5", "WORKER_LEASE", "6", "WORKER_HEARTBEAT", "1");

    private final Path folder;
    private final EmbeddedDatabase database;
    private final List<NodeProcess> nodes = new ArrayList<>();
    private NodeProcess asked;
    private String key = "";

    ConsoleNodes(Path folder) {
        this.folder = folder;
        this.database = EmbeddedDatabase.start(folder);
    }

    /** Starts nodes and waits until all are ready. */
    List<NodeProcess> start(int count) {
        return start(count, options -> options);
    }

    List<NodeProcess> start(int count, UnaryOperator<NodeOptions> change) {
        var started = new ArrayList<NodeProcess>();
        for (var n = 0; n < count; n++) {
            var options = NodeOptions.of(Ports.free(), folder)
                    .with(database.database())
                    .with(SETTINGS)
                    .withJavaOptions("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");
            started.add(NodeProcess.start(change.apply(options)));
        }
        nodes.addAll(started);
        asked = asked == null ? started.getFirst() : asked;
        started.forEach(node -> node.awaitReady(START));
        return started;
    }

    /** Starts a node again on a port that one had before. */
    NodeProcess startAt(int port) {
        return start(1, options -> options.withPort(port)).getFirst();
    }

    List<NodeProcess> all() {
        return List.copyOf(nodes);
    }

    /** Asks this node from now on, in place of the first one. */
    void use(NodeProcess node) {
        asked = node;
    }

    URI base() {
        return asked.baseUri();
    }

    JsonNode get(String path) {
        return send(HttpRequest.newBuilder(base().resolve(path)).GET());
    }

    JsonNode post(String path, String json) {
        return send(HttpRequest.newBuilder(base().resolve(path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    /** Posts without a body, and returns the {@code Location} of the answer. */
    String location(String path) {
        try {
            return HTTP.send(
                            HttpRequest.newBuilder(base().resolve(path))
                                    .POST(HttpRequest.BodyPublishers.noBody())
                                    .build(),
                            BodyHandlers.discarding())
                    .headers()
                    .firstValue("Location")
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Posts a run of project 1; the members are JSON without braces. */
    long submit(String members) {
        return post("/runs", "{\"project_id\":1,\"goal\":\"a test\"," + members + "}")
                .get("id")
                .asLong();
    }

    JsonNode awaitRun(long id, Predicate<JsonNode> condition) {
        Await.until(
                () -> condition.test(get("/runs/" + id)), Duration.ofSeconds(30), () -> "run is " + get("/runs/" + id));
        return get("/runs/" + id);
    }

    JsonNode awaitStatus(long id, String status) {
        return awaitRun(id, run -> run.get("status").asText().equals(status));
    }

    /** Sends this key from now on. */
    void signIn(String newKey) {
        key = newKey;
    }

    private JsonNode send(HttpRequest.Builder request) {
        try {
            if (!key.isEmpty()) {
                request.header("X-API-Key", key);
            }
            var response = HTTP.send(request.timeout(START).build(), BodyHandlers.ofString());
            if (response.statusCode() >= 300) {
                throw new AssertionError(response + " " + response.body());
            }
            return JSON.readTree(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Changes the database directly: for rows in numbers that no client could make in time. */
    void sql(String... statements) {
        try (var connection = DriverManager.getConnection(database.url(), database.user(), database.password());
                var statement = connection.createStatement()) {
            for (var one : statements) {
                statement.execute(one);
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        nodes.forEach(NodeProcess::kill);
        for (var node : nodes) {
            try {
                node.awaitExit(END);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        database.close();
    }
}
