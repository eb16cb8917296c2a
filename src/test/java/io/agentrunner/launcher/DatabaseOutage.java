package io.agentrunner.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** An embedded database that can stop at once and start again on the same port with the same settings. */
public final class DatabaseOutage {
    private final PostgresControl control;
    private final Path data;
    private final String options;

    private DatabaseOutage(PostgresControl control, Path data, String options) {
        this.control = control;
        this.data = data;
        this.options = options;
    }

    /** Ends the server at once, without closing sessions and without a checkpoint. */
    public static DatabaseOutage crash(Path folder) {
        try {
            var data = folder.resolve("postgres");
            var command = Files.readString(data.resolve("postmaster.opts")).strip();
            var control = new PostgresControl(
                    PostgresPrograms.unpackedBelow(Installation.here().postgres()),
                    folder.resolve("logs/postgres.log"));
            control.run("pg_ctl", List.of("--pgdata=" + data, "--mode=immediate", "-w", "stop"));
            return new DatabaseOutage(control, data, command.substring(command.indexOf(' ') + 1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts the server again. */
    public void end() {
        try {
            control.run(
                    "pg_ctl",
                    List.of(
                            "--pgdata=" + data,
                            "--log=" + data.resolveSibling("logs").resolve("postgres.log"),
                            "-o",
                            options,
                            "-w",
                            "start"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the server permanently, if it is running. */
    public void stop() {
        control.stopLeftover(data);
    }
}
