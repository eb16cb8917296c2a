package io.agentrunner.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * An embedded PostgreSQL server, on loopback only. Its data folder stays after its end.
 *
 * <p>{@code pg_ctl} starts it in its own session, so a terminal's Ctrl+C does not reach it and it outlives the nodes. Only
 * {@link #close()} stops it. There is no shutdown hook, since hooks run in no defined order.
 */
public final class EmbeddedDatabase implements AutoCloseable {
    static final String MAJOR_VERSION = "18";
    private static final String NAME = "agentrunner";

    /** Durability is set explicitly, so a test notices a build of PostgreSQL with other defaults. */
    private static final Map<String, String> SETTINGS = new TreeMap<>(Map.of(
            "listen_addresses", "127.0.0.1",
            "unix_socket_directories", "",
            "max_connections", "200",
            "fsync", "on",
            "synchronous_commit", "on",
            "full_page_writes", "on",
            "timezone", "UTC",
            "log_timezone", "UTC"));

    private final PostgresControl control;
    private final Path data;
    private final ProcessHandle server;
    private final Database database;

    private EmbeddedDatabase(PostgresControl control, Path data, ProcessHandle server, Database database) {
        this.control = control;
        this.data = data;
        this.server = server;
        this.database = database;
    }

    /**
     * Starts the server on a free port and waits until it answers. Creates the data folder first if there is none.
     *
     * @param folder gets {@code postgres} (the data), {@code postgres.password} and {@code logs/postgres.log}
     */
    public static EmbeddedDatabase start(Path folder) {
        try {
            var home = folder.toAbsolutePath();
            var log = OwnerOnly.file(OwnerOnly.folder(home.resolve("logs")).resolve("postgres.log"));
            var control = new PostgresControl(
                    PostgresPrograms.unpackedBelow(Installation.here().postgres()), log);
            var data = home.resolve("postgres");
            var passwordFile = home.resolve("postgres.password");
            if (Files.exists(data)) {
                checkVersion(data);
                control.stopLeftover(data);
            } else {
                create(control, data, passwordFile);
            }
            var port = Ports.free();
            var server = control.start(data, port, SETTINGS);
            var database = new Database(
                    "jdbc:postgresql://127.0.0.1:" + port + "/" + NAME,
                    NAME,
                    Files.readString(passwordFile).strip(),
                    "embedded PostgreSQL " + MAJOR_VERSION + " on port " + port);
            var started = new EmbeddedDatabase(control, data, server, database);
            started.createDatabase(port);
            return started;
        } catch (IOException e) {
            throw new LaunchFailure("The embedded PostgreSQL does not start: " + e.getMessage(), e);
        }
    }

    public Database database() {
        return database;
    }

    public String url() {
        return database.url();
    }

    public String user() {
        return database.user();
    }

    public String password() {
        return database.password();
    }

    /** Returns a future that completes when the server has ended, by {@link #close()} or by itself. */
    CompletableFuture<ProcessHandle> onExit() {
        return server.onExit();
    }

    /** Ends open sessions, writes everything to disk, and returns when the server has ended. */
    @Override
    public void close() {
        if (!onExit().isDone()) {
            control.stop(data);
        }
    }

    private static void checkVersion(Path data) throws IOException {
        var version = Files.exists(data.resolve("PG_VERSION"))
                ? Files.readString(data.resolve("PG_VERSION")).strip()
                : "unknown";
        if (!version.equals(MAJOR_VERSION)) {
            throw new LaunchFailure(data + " was made by PostgreSQL " + version + ", this is PostgreSQL "
                    + MAJOR_VERSION + ": use another folder with DATA_DIR=, or move the data with pg_dump.");
        }
    }

    /** Makes the data in another folder and moves it when complete, so an interrupted start leaves no half database. */
    private static void create(PostgresControl control, Path data, Path passwordFile) throws IOException {
        var unfinished = data.resolveSibling("postgres.new");
        Folders.delete(unfinished);
        Files.deleteIfExists(passwordFile);
        Files.createFile(
                passwordFile, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        var password = new byte[24];
        new SecureRandom().nextBytes(password);
        Files.writeString(passwordFile, HexFormat.of().formatHex(password) + "\n");
        control.run(
                "initdb",
                List.of(
                        "--pgdata=" + unfinished,
                        "--username=" + NAME,
                        "--auth=scram-sha-256",
                        "--pwfile=" + passwordFile,
                        "--encoding=UTF8",
                        "--locale-provider=builtin",
                        "--builtin-locale=C.UTF-8",
                        "--locale=C"));
        Files.move(unfinished, data, StandardCopyOption.ATOMIC_MOVE);
    }

    private void createDatabase(int port) {
        var maintenance = "jdbc:postgresql://127.0.0.1:" + port + "/postgres?connectTimeout=10&socketTimeout=30";
        try (var connection = DriverManager.getConnection(maintenance, user(), password());
                var statement = connection.createStatement();
                var found = statement.executeQuery("SELECT 1 FROM pg_database WHERE datname = '" + NAME + "'")) {
            if (!found.next()) {
                statement.execute("CREATE DATABASE " + NAME);
            }
        } catch (SQLException e) {
            close();
            throw new LaunchFailure("The embedded PostgreSQL does not answer: " + e.getMessage(), e);
        }
    }
}
