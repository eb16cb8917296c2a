package io.agentrunner.system;

import io.agentrunner.launcher.DatabaseOutage;
import io.agentrunner.launcher.EmbeddedDatabase;
import io.agentrunner.launcher.Installation;
import io.agentrunner.launcher.NodeOptions;
import io.agentrunner.launcher.NodeProcess;
import io.agentrunner.launcher.Ports;
import io.agentrunner.verify.VerifiedDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.microshed.testing.ApplicationEnvironment;

/**
 * Real node processes with a real database, as MicroShed Testing's environment. They are started for a test class with
 * {@link Nodes}, and ended before the next class or with the test session.
 */
public final class Cluster implements ApplicationEnvironment {
    private static final Duration UNTIL_READY = Duration.ofMinutes(3);
    private static final Duration UNTIL_GONE = Duration.ofSeconds(40);

    private static Cluster current;

    private final List<NodeProcess> nodes = new ArrayList<>();
    private Path folder;
    private EmbeddedDatabase database;
    private DatabaseOutage outage;
    private Connection session;
    private Map<String, String> environment = Map.of();
    private Nodes wanted;
    private Installation installation;

    /** Returns the cluster of the running test class. */
    static Cluster current() {
        return current;
    }

    @Override
    public boolean isAvailable() {
        return true;
    }

    @Override
    public int getPriority() {
        return DEFAULT_PRIORITY + 10;
    }

    @Override
    public void preConfigure(Class<?> test) {
        if (current != null) {
            current.close();
        } else {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> current.close()));
        }
        current = this;
        wanted = test.getAnnotation(Nodes.class);
        environment = new HashMap<>();
        Arrays.stream(wanted.environment())
                .map(pair -> pair.split("=", 2))
                .forEach(pair -> environment.put(pair[0], pair[1]));
    }

    @Override
    public void start() {
        try {
            folder = Files.createTempDirectory("agent-runner-system");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        installation = MoreAgents.installation(folder, wanted.agents());
        database = EmbeddedDatabase.start(folder);
        // All start at once, so they race for the schema on an empty database.
        for (var i = 0; i < wanted.count(); i++) {
            launch(i < wanted.clocks().length ? WrongClock.ahead(wanted.clocks()[i]) : Map.of());
        }
        nodes.forEach(node -> node.awaitReady(UNTIL_READY));
    }

    @Override
    public String getApplicationURL() {
        return nodes.getFirst().baseUri().toString();
    }

    /** Starts one more node with its own settings and waits until it is ready. */
    NodeProcess add(Map<String, String> settings) {
        var node = launch(settings);
        node.awaitReady(UNTIL_READY);
        return node;
    }

    /** Starts one more node, without waiting. */
    NodeProcess launch(Map<String, String> settings) {
        var options = new NodeOptions(Ports.free(), "127.0.0.1", folder, Map.of(), List.of(), installation)
                .with(database.database())
                .with(environment)
                .with(settings)
                .withJavaOptions("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");
        var node = NodeProcess.start(options);
        nodes.add(node);
        return node;
    }

    List<NodeProcess> nodes() {
        return nodes;
    }

    Api api(int node) {
        return new Api(nodes.get(node).baseUri());
    }

    /** Sends SIGTERM and waits until the process has ended. */
    void stop(NodeProcess node) throws InterruptedException {
        node.terminate();
        if (!node.awaitExit(UNTIL_GONE)) {
            throw new AssertionError("Node " + node.port() + " did not stop within " + UNTIL_GONE);
        }
        nodes.remove(node);
    }

    Connection database() throws SQLException {
        return DriverManager.getConnection(database.url(), database.user(), database.password());
    }

    /** Executes statements in their own session. */
    void execute(String... statements) throws SQLException {
        try (var own = database();
                var statement = own.createStatement()) {
            for (var sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** Changes a setting of the database server, for all sessions. */
    void configure(String name, String value) throws SQLException {
        execute("alter system set " + name + " = '" + value + "'", "select pg_reload_conf()");
    }

    /** Returns the only number of a query. */
    long number(String sql) {
        return Long.parseLong(texts(sql).getFirst());
    }

    /** Returns the first column of every row of a query. */
    synchronized List<String> texts(String sql) {
        try {
            if (session == null || session.isClosed()) {
                session = database();
            }
            try (var statement = session.createStatement();
                    var result = statement.executeQuery(sql)) {
                var found = new ArrayList<String>();
                while (result.next()) {
                    found.add(result.getString(1));
                }
                return found;
            }
        } catch (SQLException e) {
            throw new AssertionError(sql, e);
        }
    }

    private synchronized void closeSession() {
        try {
            if (session != null) {
                session.close();
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        } finally {
            session = null;
        }
    }

    /** Runs the checks of {@code make verify}, which hold at any moment. */
    void verify() {
        try {
            VerifiedDatabase.assertHolds(database());
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    String databaseUrl() {
        return database.url();
    }

    /** Stops the database at once, like a crash of its server. */
    void crashDatabase() {
        closeSession();
        outage = DatabaseOutage.crash(folder);
    }

    /** Starts the database again, on the same port. */
    void restartDatabase() {
        outage.end();
    }

    /** Returns the process of a node id in the database. */
    NodeProcess process(String node) {
        var name = texts("select name from node where id = '" + node + "'").getFirst();
        return nodes.stream().filter(p -> p.name().equals(name)).findFirst().orElseThrow();
    }

    /** Returns the current node id of a process. */
    String idOf(NodeProcess process) {
        var ids = texts("select id from node where lost_at is null and name = '" + process.name()
                + "' order by started_at desc limit 1");
        return ids.isEmpty() ? null : ids.getFirst();
    }

    /** Sends SIGKILL and waits until the process has ended. */
    void kill(NodeProcess node) throws InterruptedException {
        node.kill();
        if (!node.awaitExit(UNTIL_GONE)) {
            throw new AssertionError("Node " + node.port() + " did not go within " + UNTIL_GONE);
        }
        WrongClock.forget(node);
        nodes.remove(node);
    }

    /** Returns the lines of a process's log that contain a text. */
    List<String> log(NodeProcess node, String text) {
        return lines(node.logFile(), text);
    }

    /** Returns the lines of the database's log that contain a text. */
    List<String> databaseLog(String text) {
        return lines(folder.resolve("logs/postgres.log"), text);
    }

    private static List<String> lines(Path log, String text) {
        try (var lines = Files.lines(log)) {
            return lines.filter(line -> line.contains(text)).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void close() {
        nodes.forEach(NodeProcess::kill);
        for (var node : nodes) {
            try {
                node.awaitExit(UNTIL_GONE);
                WrongClock.forget(node);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        nodes.clear();
        closeSession();
        if (outage != null) {
            outage.stop();
            outage = null;
        } else if (database != null) {
            database.close();
        }
        database = null;
        delete(folder);
    }

    private static void delete(Path folder) {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
