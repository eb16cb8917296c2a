package io.agentrunner.system;

import io.agentrunner.launcher.NodeProcess;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Clients that read and post to nodes continuously, with one thread per node and kind of request. A response is right
 * if it is 2xx, or a problem document with 503 and Retry-After or, for a POST, with the words that it may have been
 * stored. All others are recorded as wrong.
 */
final class Traffic implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofMillis(30);
    private static final String RUN = "{\"project_id\":1,\"goal\":\"traffic\",\"agent\":\"noop\"}";

    private final HttpClient client = HttpClient.newHttpClient();
    private final Map<Integer, AtomicLong> byStatus = new ConcurrentHashMap<>();
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads;
    private volatile boolean closed;

    private Traffic(List<NodeProcess> nodes) {
        threads = nodes.stream()
                .flatMap(node -> List.of(
                        HttpRequest.newBuilder(node.baseUri().resolve("/runs?limit=5"))
                                .GET(),
                        HttpRequest.newBuilder(node.baseUri().resolve("/runs"))
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(RUN)))
                        .stream())
                .map(request -> Thread.ofVirtual()
                        .start(() ->
                                send(request.timeout(Duration.ofSeconds(40)).build())))
                .toList();
    }

    static Traffic on(List<NodeProcess> nodes) {
        return new Traffic(nodes);
    }

    private void send(HttpRequest request) {
        while (!closed) {
            try {
                judge(request, client.send(request, BodyHandlers.ofString()));
            } catch (IOException e) {
                wrong.add(request.method() + " " + request.uri() + ": " + e);
            } catch (InterruptedException e) {
                return;
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private void judge(HttpRequest request, HttpResponse<String> response) {
        var status = response.statusCode();
        byStatus.computeIfAbsent(status, s -> new AtomicLong()).incrementAndGet();
        var headers = response.headers();
        var away = status == 503
                && (headers.firstValue("Retry-After").isPresent() || isInDoubt(request, response))
                && headers.firstValue("Content-Type").orElse("").startsWith("application/problem+json");
        if (status / 100 != 2 && !away) {
            wrong.add(request.method() + " " + request.uri() + ": " + status + " " + headers.map() + " "
                    + response.body());
        }
    }

    /** The response to a POST whose commit had no answer does not ask to try again. */
    private static boolean isInDoubt(HttpRequest request, HttpResponse<String> response) {
        return request.method().equals("POST") && response.body().contains("may have been stored");
    }

    /** Returns how many responses have had this status so far. */
    long answers(int status) {
        return byStatus.getOrDefault(status, new AtomicLong()).get();
    }

    /** Returns the responses that were neither right nor an honest 503. */
    List<String> wrong() {
        return List.copyOf(wrong);
    }

    @Override
    public void close() {
        closed = true;
        try {
            for (var thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        return byStatus.toString();
    }
}
