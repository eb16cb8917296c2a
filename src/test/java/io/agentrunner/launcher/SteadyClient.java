package io.agentrunner.launcher;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** A client of several nodes that posts short runs to those that are ready, four times a second, until it is stopped. */
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

    /** Returns the runs that it posted. */
    List<Long> stop() throws InterruptedException {
        stopped = true;
        thread.join();
        return List.copyOf(runs);
    }

    /** When it found no node ready, or one that took no run all the same. */
    List<String> unready() {
        return unready;
    }

    private void poll() {
        while (!stopped) {
            // The first is asked again: it may have become ready, and the second begun to drain, between the looks
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
