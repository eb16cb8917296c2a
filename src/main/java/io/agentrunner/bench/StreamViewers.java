package io.agentrunner.bench;

import io.agentrunner.launcher.LaunchFailure;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Clients that read the event streams of runs 1, 2, 3 …, each on a virtual thread. Thread-safe. */
final class StreamViewers implements AutoCloseable {
    private record Event(long run, int id) {}

    private record Received(Event event, long at) {}

    private final List<Socket> sockets = new ArrayList<>();
    private final Map<Event, Long> committedAt = new ConcurrentHashMap<>();
    private final Queue<Received> receipts = new ConcurrentLinkedQueue<>();
    private final AtomicInteger received = new AtomicInteger();

    private StreamViewers() {}

    /** Opens one stream after the other, each when the one before has its first event. */
    static StreamViewers open(URI server, int count) throws SQLException {
        var viewers = new StreamViewers();
        for (var run = 1; run <= count; run++) {
            viewers.connect(server, run);
            var expected = run;
            Limit.await(
                    "each viewer got its first event",
                    Duration.ofSeconds(30),
                    Duration.ofMillis(1),
                    () -> viewers.received() >= expected);
        }
        return viewers;
    }

    private void connect(URI server, long run) {
        try {
            var socket = new Socket(server.getHost(), server.getPort());
            sockets.add(socket);
            socket.getOutputStream()
                    .write("GET /runs/%d/events/stream HTTP/1.1\r\nHost: %s\r\n\r\n"
                            .formatted(run, server.getAuthority())
                            .getBytes(StandardCharsets.US_ASCII));
            Thread.ofVirtual().start(() -> read(run, socket));
        } catch (IOException e) {
            throw new LaunchFailure("A stream could not be opened: " + e.getMessage(), e);
        }
    }

    private void read(long run, Socket socket) {
        try (var lines =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8), 1024)) {
            var id = 0;
            for (String line; (line = lines.readLine()) != null; ) {
                if (line.startsWith("id: ")) {
                    id = Integer.parseInt(line.substring(4));
                } else if (line.startsWith("data: ")) {
                    receipts.add(new Received(new Event(run, id), System.nanoTime()));
                    received.incrementAndGet();
                }
            }
        } catch (IOException e) {
            // Closed by the bench; the number of events says whether any is missing.
        }
    }

    /** An event was committed at this time of the monotonic clock. */
    void committed(long run, int id, long at) {
        committedAt.put(new Event(run, id), at);
    }

    /** The number of events that all viewers have read. */
    int received() {
        return received.get();
    }

    /** The time from its commit until it was read, of each event that was committed meanwhile. */
    double[] delaysMillis() {
        return receipts.stream()
                .filter(receipt -> committedAt.containsKey(receipt.event()))
                .mapToDouble(receipt -> Math.max(0, receipt.at() - committedAt.get(receipt.event())) / 1e6)
                .toArray();
    }

    @Override
    public void close() {
        for (var socket : sockets) {
            try {
                socket.close();
            } catch (IOException e) {
                throw new LaunchFailure("A stream could not be closed: " + e.getMessage(), e);
            }
        }
    }
}
