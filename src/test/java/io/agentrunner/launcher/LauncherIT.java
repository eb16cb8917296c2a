package io.agentrunner.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.tour.Tour;
import io.agentrunner.verify.VerifyChecks;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Three starts on one data folder, in the order of a typical user. A start takes long, so tests share it. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LauncherIT {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    static Path folder;

    private static int port;
    private static int healthPort;
    private static int tlsPort;
    private static final String BOOTSTRAP_KEY = "planted-for-this-test-0123456789abcdef";
    private static LauncherProcess running;

    @BeforeAll
    static void start_two_nodes() {
        port = twoFreePorts();
        healthPort = twoFreePorts();
        tlsPort = twoFreePorts();
        running = start(Map.of(
                "WORKERS",
                "2",
                "HEALTH_PORT",
                Integer.toString(healthPort),
                "TLS",
                "1",
                "TLS_PORT",
                Integer.toString(tlsPort),
                "ACCESS_BOOTSTRAP_KEY",
                BOOTSTRAP_KEY,
                "HTTP_HOSTS",
                "localhost,127.0.0.1,agents.example.org"));
    }

    @AfterAll
    static void leave_nothing_running() throws Exception {
        running.end();
        var left = processesOfThisFolder();
        left.forEach(ProcessHandle::destroyForcibly);
        assertThat(left).isEmpty();
    }

    @Test
    @Order(1)
    void one_line_says_where_it_is_ready_when_every_node_is() throws Exception {
        var line = running.awaitLine("Ready:");

        assertThat(line)
                .contains("http://localhost:" + port + " to :" + (port + 1), "2 nodes", "embedded PostgreSQL 18")
                .contains(folder + "/logs/node-*.log");
        assertThat(get(port, "/health/ready")).isEqualTo(200);
        assertThat(get(port + 1, "/health/ready")).isEqualTo(200);
        assertThat(folder.resolve("logs/node-" + port + ".log")).isNotEmptyFile();
    }

    @Test
    @Order(1)
    void each_node_serves_health_and_metrics_alone_on_a_port_of_its_own() throws Exception {
        assertThat(running.awaitLine("Ready:")).contains("health and metrics also on :" + healthPort);
        for (var node : List.of(healthPort, healthPort + 1)) {
            assertThat(get(node, "/health/ready")).isEqualTo(200);
            assertThat(get(node, "/metrics")).isEqualTo(200);
            assertThat(get(node, "/runs")).isEqualTo(404);
        }
        assertThat(get(port, "/runs")).isEqualTo(200);
    }

    @Test
    @Order(2)
    void each_node_answers_over_tls_with_a_certificate_made_for_trials() throws Exception {
        var certificate = folder.resolve("tls/certificate.pem");
        assertThat(running.awaitLine("Ready:")).contains("TLS on https://localhost:" + tlsPort, certificate.toString());
        for (var node : List.of(tlsPort, tlsPort + 1)) {
            var client = TlsClient.trusting(certificate, node);
            assertThat(client.get("localhost:" + node, "/stats"))
                    .startsWith("HTTP/1.1 200 ")
                    .doesNotContainIgnoringCase("Strict-Transport-Security");
            assertThat(client.get("agents.example.org", "/stats"))
                    .startsWith("HTTP/1.1 200 ")
                    .contains("Strict-Transport-Security: max-age=31536000");
            assertThat(client.get("attacker.example", "/stats")).startsWith("HTTP/1.1 421 ");
            assertThat(client.protocols()).isSubsetOf("TLSv1.3", "TLSv1.2");
        }
    }

    @Test
    @Order(2)
    void no_secret_shows_in_a_log_an_answer_or_a_command_line() throws Exception {
        var secrets = List.of(
                BOOTSTRAP_KEY,
                Files.readString(folder.resolve("postgres.password")).strip(),
                Files.readString(folder.resolve("tls/password")).strip());
        assertThat(secrets).allMatch(secret -> secret.length() > 15);
        var shown = new HashMap<String, String>();
        shown.put("terminal", String.join("\n", running.lines()));
        try (var logs = Files.walk(folder.resolve("logs"))) {
            for (var log : logs.filter(Files::isRegularFile).toList()) {
                shown.put(log.toString(), Files.readString(log, StandardCharsets.ISO_8859_1));
            }
        }
        assertThat(shown).hasSizeGreaterThan(2);
        for (var path :
                List.of("/settings", "/settings/access.bootstrap.key", "/metrics", "/nodes", "/health", "/agents")) {
            var answer = HTTP.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(path).isEqualTo(200);
            shown.put(path, answer.headers().map() + answer.body());
        }
        ProcessHandle.allProcesses()
                .forEach(process ->
                        process.info().commandLine().ifPresent(line -> shown.put("" + process.pid(), line)));
        for (var secret : secrets) {
            shown.forEach((where, text) ->
                    assertThat(text.contains(secret)).as("a secret in " + where).isFalse());
        }
        assertThat(shown.get("/settings")).contains("\"***\"");
    }

    @Test
    @Order(2)
    void all_that_it_and_its_nodes_wrote_is_closed_to_others() throws Exception {
        assertThat(OpenFiles.below(folder)).isEmpty();
    }

    @Test
    @Order(2)
    void a_setting_that_is_not_accepted_is_refused_in_one_line_before_anything_starts(@TempDir Path other)
            throws Exception {
        var second = start(Map.of("DATA_DIR", other.toString(), "WORKER_CONCURRENCY", "many"));

        assertThat(second.awaitExit()).isEqualTo(1);
        assertThat(second.lines())
                .singleElement()
                .asString()
                .contains("worker.concurrency (environment: WORKER_CONCURRENCY) is \"many\"");
        assertThat(other).isEmptyDirectory();
    }

    @Test
    @Order(2)
    void the_database_keeps_what_it_confirmed() throws Exception {
        try (var connection = DriverManager.getConnection(
                        databaseUrl(),
                        "agentrunner",
                        Files.readString(folder.resolve("postgres.password")).strip());
                var statement = connection.createStatement();
                var settings = statement.executeQuery("SELECT name || '=' || setting FROM pg_settings"
                        + " WHERE name IN ('fsync', 'synchronous_commit', 'full_page_writes') ORDER BY name")) {
            for (var setting : new String[] {"fsync=on", "full_page_writes=on", "synchronous_commit=on"}) {
                assertThat(settings.next()).isTrue();
                assertThat(settings.getString(1)).isEqualTo(setting);
            }
        }
    }

    @Test
    @Order(2)
    void the_server_waits_on_loopback_only() throws Exception {
        for (var address : InetAddress.getAllByName(InetAddress.getLocalHost().getHostName())) {
            if (!address.isLoopbackAddress()) {
                try (var free = new ServerSocket(port, 1, address)) {
                    assertThat(free.isBound()).isTrue();
                }
            }
        }
    }

    @Test
    @Order(2)
    void a_port_that_is_taken_is_refused_in_one_line(@TempDir Path other) throws Exception {
        var second = start(Map.of("DATA_DIR", other.toString(), "PORT", Integer.toString(port + 1)));

        assertThat(second.awaitExit()).isEqualTo(1);
        assertThat(second.lines()).singleElement().asString().contains("Port " + (port + 1) + " is taken");
    }

    @Test
    @Order(2)
    void a_folder_in_use_is_refused_in_one_line() throws Exception {
        var second = start(Map.of("PORT", Integer.toString(twoFreePorts())));

        assertThat(second.awaitExit()).isEqualTo(1);
        assertThat(second.lines()).singleElement().asString().contains("in use by another start", "DATA_DIR=");
    }

    @Test
    @Order(2)
    void a_database_that_does_not_answer_is_named_in_one_line(@TempDir Path other) throws Exception {
        var url = "jdbc:postgresql://127.0.0.1:" + twoFreePorts() + "/runs";
        var second = start(
                Map.of("DATA_DIR", other.toString(), "PORT", Integer.toString(twoFreePorts()), "DATABASE_URL", url));

        assertThat(second.awaitExit()).isEqualTo(1);
        assertThat(second.lines())
                .singleElement()
                .asString()
                .contains("The database does not answer: PostgreSQL at 127");
    }

    @Test
    @Order(2)
    void the_tour_passes_against_a_server_and_fails_without_one() throws Exception {
        var tour = tour(port);
        var nowhere = tour(twoFreePorts());

        assertThat(tour.awaitExit()).as("%s", tour.lines()).isZero();
        assertThat(tour.lines())
                .anyMatch(line -> line.contains("RUN_COMPLETED"))
                .endsWith("PASSED");
        assertThat(nowhere.awaitExit()).isEqualTo(1);
        assertThat(nowhere.lines()).singleElement().asString().contains("is a server there?");
    }

    @Test
    @Order(2)
    void verify_checks_the_database_of_nodes_that_work() throws Exception {
        var verify = LauncherProcess.start(Map.of("DATA_DIR", folder.toString()), "sh", "src/main/scripts/verify.sh");

        assertThat(verify.awaitExit()).as("%s", verify.lines()).isZero();
        assertThat(verify.lines()).filteredOn(line -> line.startsWith("  ok ")).hasSameSizeAs(VerifyChecks.ALL);
    }

    @Test
    @Order(3)
    void a_node_that_dies_is_reported_and_the_other_goes_on() throws Exception {
        nodeOn(port + 1).destroyForcibly();

        assertThat(running.awaitLine("has ended unexpectedly"))
                .contains("Node " + (port + 1), "exit code 137", "1 other continues");
        assertThat(get(port, "/health/ready")).isEqualTo(200);
    }

    @Test
    @Order(4)
    void a_signal_to_every_process_at_once_stops_the_nodes_before_the_database() throws Exception {
        var run = "{\"project_id\":1,\"goal\":\"outlast a stop\",\"agent\":\"sleep\",\"options\":{\"seconds\":600}}";
        assertThat(post(port, "/runs", run)).isEqualTo(201);
        running.awaitLine("attempt 1 started: sleep");

        running.signalGroup("INT");

        assertThat(running.awaitExit()).as("%s", running.lines()).isZero();
        assertThat(running.lines()).endsWith("Stopped.").noneMatch(line -> line.contains("SEVERE"));
        assertThat(running.lines()).anyMatch(line -> line.contains("released 1 run"));
        assertThat(processesOfThisFolder()).isEmpty();
    }

    @Test
    @Order(5)
    void another_start_on_the_same_folder_goes_on_with_what_was_queued_and_with_a_log_in_json() throws Exception {
        var before = Files.readAllLines(log()).size();
        // In the form in which earlier versions left them
        Files.setPosixFilePermissions(log(), PosixFilePermissions.fromString("rw-rw-rw-"));
        Files.setPosixFilePermissions(log().getParent(), PosixFilePermissions.fromString("rwxrwxrwx"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));

        running = start(Map.of("LOG_FORMAT", "json"));

        running.awaitLine("Ready:");
        assertThat(running.awaitLine("attempt 2 started: sleep"))
                .as("lines for people all the same")
                .matches("\\d\\d:\\d\\d:\\d\\d Node .*");
        assertThat(Files.readAllLines(log())).hasSizeGreaterThan(before);
        assertThat(Files.readAllLines(log()).subList(before, before + 5)).allMatch(line -> line.matches("\\{.*}"));
        assertThat(OpenFiles.below(folder)).isEmpty();
    }

    @Test
    @Order(6)
    void a_start_ends_what_a_killed_one_left_and_a_deployment_that_fails_is_one_line() throws Exception {
        running.signal("KILL");
        running.awaitExit();
        assertThat(processesOfThisFolder()).isNotEmpty();

        var logged = Files.size(log());
        running = start(Map.of("NODE_JAVA_OPTS", "-Dworker.check.interval=abc"));

        assertThat(running.awaitLine("an earlier start had left running")).contains("node-" + port);
        assertThat(running.awaitExit()).isEqualTo(1);
        assertThat(running.lines().getLast())
                .contains("Node " + port + " cannot run the application", "worker.check.interval", "abc");
        assertThat(running.lines()).filteredOn(line -> line.contains("abc")).hasSize(1);
        assertThat(Files.readString(log()).substring((int) logged))
                .as("the database is not touched")
                .doesNotContain("Schema at version");
        assertThat(processesOfThisFolder()).isEmpty();
    }

    private static LauncherProcess start(Map<String, String> environment) {
        var all = new HashMap<>(
                Map.of("DATA_DIR", folder.toString(), "PORT", Integer.toString(port), "WORKER_SHUTDOWN_GRACE", "1"));
        all.putAll(environment);
        return LauncherProcess.start(Launcher.class, all);
    }

    private static Path log() {
        return folder.resolve("logs/node-" + port + ".log");
    }

    private static LauncherProcess tour(int port) {
        return LauncherProcess.start(Tour.class, Map.of("BASE_URL", "http://127.0.0.1:" + port));
    }

    private static int get(int port, String path) throws Exception {
        return HTTP.send(request(port, path).GET().build(), BodyHandlers.discarding())
                .statusCode();
    }

    private static int post(int port, String path, String json) throws Exception {
        var request = request(port, path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json));
        return HTTP.send(request.build(), BodyHandlers.discarding()).statusCode();
    }

    private static HttpRequest.Builder request(int port, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    }

    private static String databaseUrl() throws Exception {
        var portOfDatabase =
                Files.readAllLines(folder.resolve("postgres/postmaster.pid")).get(3);
        return "jdbc:postgresql://127.0.0.1:" + portOfDatabase + "/agentrunner";
    }

    private static ProcessHandle nodeOn(int port) {
        return ProcessHandle.allProcesses()
                .filter(process -> commandLine(process).contains(folder + "/nodes/" + port + "/"))
                .findFirst()
                .orElseThrow();
    }

    private static List<ProcessHandle> processesOfThisFolder() {
        return ProcessHandle.allProcesses()
                .filter(process -> commandLine(process).contains(folder.toString()))
                .toList();
    }

    private static String commandLine(ProcessHandle process) {
        return process.info().commandLine().orElse("");
    }

    /** Returns the first of two free ports in a row. */
    private static int twoFreePorts() {
        while (true) {
            var candidate = ThreadLocalRandom.current().nextInt(20_000, 30_000);
            try {
                Ports.check("127.0.0.1", candidate, candidate + 1);
                return candidate;
            } catch (LaunchFailure taken) {
                // another
            }
        }
    }
}
