package io.agentrunner.bench;

import io.agentrunner.launcher.Database;
import io.agentrunner.launcher.EmbeddedDatabase;
import io.agentrunner.launcher.ExternalDatabase;
import io.agentrunner.launcher.Folders;
import io.agentrunner.launcher.LaunchFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The place of a bench: a new folder on the project's disk, with the database and the nodes. It is deleted afterwards.
 * A database of the user keeps the empty tables.
 */
final class Place implements AutoCloseable {
    /** Everything that has to end, in reverse order. */
    private interface Step {
        void run() throws IOException, SQLException;
    }

    private final Deque<Step> ending = new ArrayDeque<>();
    private volatile boolean closed;

    /**
     * Starts the embedded database, if there is no other, and checks that it can be measured. Nodes start on request.
     */
    synchronized Bed bed(BenchOptions wanted) throws SQLException {
        if (closed) {
            throw new LaunchFailure("Stopped while it started.");
        }
        var folder = folder();
        ending.push(() -> Folders.delete(folder));
        var database = database(wanted, folder);
        System.err.println("Measuring with " + wanted.scale().runs() + " runs on " + database + " …");
        var tables = new Tables(database);
        tables.check();
        var fleet = new Fleet(folder, database);
        wanted.database().ifPresent(users -> ending.push(() -> leaveEmpty(users)));
        ending.push(fleet::close);
        return new Bed(wanted.scale(), tables, fleet);
    }

    private Database database(BenchOptions wanted, Path folder) throws SQLException {
        if (wanted.database().isPresent()) {
            ExternalDatabase.check(wanted.database().get());
            return wanted.database().get();
        }
        try (var first = EmbeddedDatabase.start(folder);
                var tables = new Tables(first.database())) {
            for (var preparation : QueryCounter.preparations()) {
                tables.execute(preparation);
            }
        }
        var embedded = EmbeddedDatabase.start(folder);
        ending.push(embedded::close);
        return embedded.database();
    }

    private static Path folder() {
        try {
            return Files.createTempDirectory(Path.of("target"), "bench-");
        } catch (IOException e) {
            throw new LaunchFailure("The folder for the bench cannot be made: " + e.getMessage(), e);
        }
    }

    /** Uses a new session, since that of the measurement may still be busy when the user stops it. */
    private static void leaveEmpty(Database database) throws SQLException {
        try (var tables = new Tables(database)) {
            tables.execute("set lock_timeout = '10s'");
            tables.empty();
        }
    }

    /** Returns whether the bench is being stopped, by the user or by its time limit. */
    boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        closed = true;
        end();
    }

    private synchronized void end() {
        while (!ending.isEmpty()) {
            try {
                ending.pop().run();
            } catch (IOException | SQLException | LaunchFailure e) {
                System.err.println("Agent Runner: The bench could not clean everything up: " + e.getMessage());
            }
        }
    }
}
