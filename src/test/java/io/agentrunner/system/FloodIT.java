package io.agentrunner.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.launcher.NodeProcess;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.microshed.testing.jupiter.MicroShedTest;

/** Many clients at once, each within its limits, on one node with the default heap. */
@Tag("chaos")
@MicroShedTest
@Nodes(environment = "WORKER_ENABLED=false")
class FloodIT {
    private static final long LASTS = Duration.ofSeconds(25).toNanos();
    private static final String GOAL = "g".repeat(100_000);

    private final Cluster cluster = Cluster.current();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Map<Integer, Long> statuses = new ConcurrentHashMap<>();
    private final AtomicBoolean over = new AtomicBoolean();

    private interface Call {
        void run() throws Exception;
    }

    @Test
    void large_bodies_and_pages_at_once_end_no_node_and_health_answers() throws Exception {
        var node = cluster.nodes().getFirst();
        var id = cluster.idOf(node);
        try (var session = cluster.database();
                var statement = session.createStatement()) {
            statement.execute(
                    "insert into run (project_id, name, goal, run_type, agent, status, max_attempts, priority,"
                            + " timeout_seconds, options, metadata, run_at, last_event)"
                            + " select 1, 'large', repeat('\u00e9', 100000), 'agent', 'noop', 'QUEUED', 3, 0, 60,"
                            + " '{\"o\":\"' || repeat('o', case when n <= 10 then 1000000 else 10 end) || '\"}',"
                            + " jsonb_build_object('m', repeat('m', 60000)), now() + interval '1 day', 1"
                            + " from generate_series(1, 1000) n");
        }
        var body = BodyPublishers.ofByteArray(bytes("{\"unknown\":\"" + "b".repeat((8 << 20) - 20) + "\"}"));
        var options =
                BodyPublishers.ofByteArray(bytes("{\"project_id\":1,\"goal\":\"x\",\"run_at\":\"2126-01-01T00:00:00Z\","
                        + "\"options\":{\"o\":\"" + "o".repeat(1_000_000) + "\"}}"));
        var stored = BodyPublishers.ofByteArray(batch(1, 600));
        var refused = BodyPublishers.ofByteArray(batch(999_999, 600));
        var threads = new ArrayList<java.util.concurrent.Future<?>>();
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            threads.addAll(times(10, () -> get(node, "/runs?limit=1000"), pool));
            threads.addAll(times(10, () -> get(node, "/runs?limit=1000&full=true"), pool));
            threads.addAll(times(10, () -> get(node, "/runs/" + largest()), pool));
            threads.addAll(times(10, () -> post(node, "/runs", body), pool));
            threads.addAll(times(10, () -> post(node, "/runs", options), pool));
            threads.addAll(times(1, () -> post(node, "/runs/batch", stored), pool));
            threads.addAll(times(3, () -> post(node, "/runs/batch", refused), pool));
            threads.addAll(times(10, () -> leave(node), pool));
            var end = System.nanoTime() + LASTS;
            var answers = 0;
            while (System.nanoTime() < end) {
                var asked = System.nanoTime();
                assertThat(Probe.of(node, "live").status()).as("live").isEqualTo(200);
                assertThat(Duration.ofNanos(System.nanoTime() - asked))
                        .as("health")
                        .isLessThan(Duration.ofSeconds(10));
                answers++;
            }
            over.set(true);
            assertThat(answers).isGreaterThan(5);
            for (var thread : threads) {
                thread.get();
            }
        }
        assertThat(node.isAlive()).as("the node lives").isTrue();
        assertThat(cluster.idOf(node)).as("the node kept its lease").isEqualTo(id);
        assertThat(statuses.keySet()).as(statuses.toString()).isSubsetOf(200, 201, 404, 422, 503);
        assertThat(statuses).as("each kind but the largest was answered").containsKeys(200, 201, 422);
        assertThat(cluster.log(node, "OutOfMemory")).isEmpty();
        assertThat(cluster.log(node, "SEVERE")).as("clients that left").isEmpty();
        statuses.clear();
        post(node, "/runs/batch", refused);
        assertThat(statuses).as("the largest, when the others are gone").containsOnlyKeys(404);
        assertThat(cluster.api(0).get("/runs?limit=1000").status()).isEqualTo(200);
        assertThat(cluster.api(0).post("/runs?project_id=1&goal=afterwards").status())
                .isEqualTo(201);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** 60 MB. */
    private static byte[] batch(int project, int runs) {
        return bytes(IntStream.range(0, runs)
                .mapToObj(i -> "{\"project_id\":%d,\"goal\":\"%s\",\"run_at\":\"2126-01-01T00:00:00Z\"}"
                        .formatted(project, GOAL))
                .collect(Collectors.joining(",", "{\"runs\":[", "]}")));
    }

    private long largest() {
        return cluster.number("select min(id) from run where name = 'large'");
    }

    private List<java.util.concurrent.Future<?>> times(
            int clients, Call call, java.util.concurrent.ExecutorService pool) {
        return IntStream.range(0, clients)
                .<java.util.concurrent.Future<?>>mapToObj(i -> pool.submit(() -> {
                    while (!over.get()) {
                        call.run();
                    }
                    return null;
                }))
                .toList();
    }

    private void get(NodeProcess node, String path) throws IOException, InterruptedException {
        send(HttpRequest.newBuilder(node.baseUri().resolve(path)));
    }

    private void post(NodeProcess node, String path, HttpRequest.BodyPublisher body)
            throws IOException, InterruptedException {
        send(HttpRequest.newBuilder(node.baseUri().resolve(path))
                .header("Content-Type", "application/json")
                .POST(body));
    }

    private void send(HttpRequest.Builder request) throws IOException, InterruptedException {
        var answer = client.send(request.timeout(Duration.ofMinutes(2)).build(), BodyHandlers.discarding());
        statuses.merge(answer.statusCode(), 1L, Long::sum);
        if (answer.statusCode() == 503) {
            assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        }
    }

    /** Requests a large page, reads a part of it and disconnects. */
    private static void leave(NodeProcess node) throws IOException {
        URI base = node.baseUri();
        try (var socket = new Socket(base.getHost(), base.getPort())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(bytes("GET /runs?limit=1000&full=true HTTP/1.1\r\nHost: localhost\r\n\r\n"));
            assertThat(socket.getInputStream().readNBytes(20)).hasSize(20);
            // Closed with unread data, so the server gets a reset.
        }
    }
}
