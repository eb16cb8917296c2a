package io.agentrunner.launcher;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A node for training Java's cache of classes. It starts with its own folder and database, works a little and ends. */
final class Practice implements AutoCloseable {
    private static final Duration UNTIL_READY = Duration.ofMinutes(2);
    /** Java writes the cache at the very end. */
    private static final Duration UNTIL_GONE = Duration.ofMinutes(2);

    private static final int RUNS = 300;

    private final Path folder;
    private final Thread atExit = new Thread(this::end, "end-practice");
    private EmbeddedDatabase database;
    private NodeProcess node;
    private boolean ended;

    Practice(Path parent) throws IOException {
        folder = Files.createTempDirectory(parent, "practice-");
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** A folder for the files of the node, deleted afterwards with its contents. */
    Path folder() {
        return folder;
    }

    void run(Installation installation, String option, Progress progress) {
        progress.of("Preparing fast starts, once: a training node starts with its own database", () -> {
            start(installation, option);
            node.awaitReady(UNTIL_READY);
            return node;
        });
        progress.of(
                "Preparing fast starts, once: the training node works and ends, and Java writes its cache",
                this::workAndEnd);
    }

    private NodeProcess workAndEnd() {
        try {
            work(node.baseUri());
            node.terminate();
            if (!node.awaitExit(UNTIL_GONE)) {
                throw new LaunchFailure("The training node did not end.");
            }
            return node;
        } catch (IOException e) {
            throw new LaunchFailure("The training node does not answer: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LaunchFailure("Interrupted while the training node worked", e);
        }
    }

    private synchronized void start(Installation installation, String option) {
        if (ended) {
            throw new LaunchFailure("Stopped while the training node worked.");
        }
        database = EmbeddedDatabase.start(folder);
        var options = new NodeOptions(Ports.free(), "127.0.0.1", folder, Map.of(), List.of(), installation);
        node = NodeProcess.start(options.with(database.database()), List.of(option));
    }

    private static void work(URI node) throws IOException, InterruptedException {
        try (var client = HttpClient.newHttpClient()) {
            var post = HttpRequest.newBuilder(node.resolve("/runs?project_id=1&agent=noop&goal=Practise"))
                    .POST(HttpRequest.BodyPublishers.noBody())
                    .build();
            for (var left = RUNS; left > 0; left--) {
                client.send(post, BodyHandlers.discarding());
            }
        }
    }

    private synchronized void end() {
        ended = true;
        if (node != null) {
            node.kill();
        }
        if (database != null) {
            database.close();
        }
        try {
            Folders.delete(folder);
        } catch (IOException e) {
            System.err.println("Agent Runner: " + folder + " cannot be deleted: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        end();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException exiting) {
            // The shutdown hook still runs, but finds nothing to delete.
        }
    }
}
