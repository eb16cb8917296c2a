package io.agentrunner.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;

/** The database that a start uses, for tools beside it: that of {@code DATABASE_URL}, or the embedded one of {@code DATA_DIR}. */
public final class RunningDatabase {
    private RunningDatabase() {}

    /**
     * Hands the database to a task. An embedded one that does not run is started for it.
     *
     * @throws LaunchFailure if there is none
     */
    public static <T> T use(Options options, Function<Database, T> task) {
        var external = options.database();
        if (external.isPresent()) {
            ExternalDatabase.check(external.get());
            return task.apply(external.get());
        }
        return useEmbedded(options.dataFolder(), task);
    }

    private static <T> T useEmbedded(Path folder, Function<Database, T> task) {
        var data = folder.resolve("postgres");
        if (!Files.isDirectory(data)) {
            throw new LaunchFailure("There is no database in " + folder
                    + ": start one with 'make start-agent', or name your own with DATABASE_URL= or DATA_DIR=.");
        }
        try {
            var programs = PostgresPrograms.unpackedBelow(Installation.here().postgres());
            var control = new PostgresControl(programs, folder.resolve("logs/postgres.log"));
            if (control.server(data).isPresent()) {
                return task.apply(running(folder, data));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try (var held = DataFolder.open(folder);
                var database = EmbeddedDatabase.start(held.path())) {
            return task.apply(database.database());
        }
    }

    private static Database running(Path folder, Path data) throws IOException {
        var port = Files.readAllLines(data.resolve("postmaster.pid")).get(3).strip();
        var password = Files.readString(folder.resolve("postgres.password")).strip();
        return new Database(
                "jdbc:postgresql://127.0.0.1:" + port + "/agentrunner",
                "agentrunner",
                password,
                "embedded PostgreSQL on port " + port);
    }
}
