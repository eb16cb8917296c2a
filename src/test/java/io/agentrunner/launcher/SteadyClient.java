package io.agentrunner.launcher;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** A client of several nodes that posts short runs to the ready ones, four times per second, until it is stopped. */
final class SteadyClient {
    private static final Duration EVERY = Duration.ofMillis(250);

    private final List<ServerClient> nodes;
    private final List<Long> runs = new CopyOnWriteArrayList<>();
    private final List<String> unready = new CopyOnWriteArrayList<>();
    private final Thread thread;
    private volatile boolean stopped;

    private SteadyClient(List<ServerClient> nodes) {
        this.nodes = nodes;
        thread = Thread.ofPlatform().unstarted(this::poll);
    }

    static SteadyClient start(int first, int second) {
        var client = new SteadyClient(List.of(new ServerClient(first), new ServerClient(second)));
        client.thread.start();
        return client;
    }

    /** Returns the posted runs. */
    List<Long> stop() throws InterruptedException {
        stopped = true;
        thread.join();
        return List.copyOf(runs);
    }

    /** The times when no node was ready, or when a ready one accepted no run. */
    List<String> unready() {
        return unready;
    }

    private void poll() {
        while (!stopped) {
            // The first node is checked again: between the two checks it may have become ready while the second one
            // began to drain
            var ready = Stream.concat(nodes.stream(), nodes.stream().limit(1))
                    .filter(ServerClient::isReady)
                    .distinct()
                    .toList();
            if (ready.isEmpty()) {
                unready.add(Instant.now().toString());
            }
            ready.forEach(this::post);
            LockSupport.parkNanos(EVERY.toNanos());
        }
    }

    private void post(ServerClient node) {
        try {
            runs.add(node.submit(1, "\"options\":{\"step_seconds\":0.5}")[0]);
        } catch (AssertionError refused) {
            unready.add(Instant.now() + " " + refused.getMessage());
        }
    }
}
