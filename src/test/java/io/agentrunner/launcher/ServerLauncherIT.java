package io.agentrunner.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** {@code make start-server} as a user has it: three starts on one data folder, since each takes long. */
@Tag("server")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ServerLauncherIT {
    private static final Duration START = Duration.ofMinutes(4);
    private static final Duration STOP = Duration.ofMinutes(2);
    private static final String INTERVAL = "worker.check.interval";
    private static final Duration SECONDS = Duration.ofSeconds(8);

    @TempDir
    static Path folder;

    private static int port = ServerClient.freePort();
    private static int adminPort = ServerClient.freePort();
    private static LauncherProcess running;

    @BeforeAll
    static void start_it() {
        running = start(Map.of());
    }

    @AfterAll
    static void leave_nothing_running() throws Exception {
        running.end();
        var left = LauncherProcess.allNaming(folder);
        left.forEach(ProcessHandle::destroyForcibly);
        assertThat(left).isEmpty();
    }

    @Test
    @Order(1)
    void one_line_says_where_it_is_ready_and_where_its_console_is() throws Exception {
        var line = running.awaitLine("Ready:", START);

        assertThat(line)
                .contains("http://localhost:" + port, "admin console http://localhost:" + adminPort)
                .contains(folder + "/admin-password", "embedded PostgreSQL 18");
        assertThat(client().get("/health/ready").statusCode()).isEqualTo(200);
        assertThat(Files.readString(folder.resolve("admin-password"))).matches("AS_ADMIN_PASSWORD=[0-9a-f]{36}\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("admin-password"))))
                .isEqualTo("rw-------");
    }

    @Test
    @Order(2)
    void it_waits_on_loopback_only() throws Exception {
        for (var address : InetAddress.getAllByName(InetAddress.getLocalHost().getHostName())) {
            if (!address.isLoopbackAddress()) {
                try (var free = new ServerSocket(port, 1, address);
                        var freeToo = new ServerSocket(adminPort, 1, address)) {
                    assertThat(free.isBound() && freeToo.isBound()).isTrue();
                }
            }
        }
        var listeners = asadmin("get", "configs.config.server-config.network-config.network-listeners.*");
        assertThat(listeners).contains("http-listener-2.enabled=false");
        assertThat(asadmin("get", "configs.config.server-config.iiop-service.iiop-listener.*"))
                .doesNotContain(".enabled=true");
    }

    @Test
    @Order(2)
    void the_files_of_server_config_took_effect() throws Exception {
        var longGoal = "x".repeat(60_000);
        assertThat(ServerClient.send(client().request("/runs?project_id=1&agent=noop&goal=" + longGoal)
                                .POST(HttpRequest.BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(201);
        var compressed = ServerClient.send(client().request("/runs")
                .version(HttpClient.Version.HTTP_1_1)
                .header("Accept-Encoding", "gzip")
                .GET());
        assertThat(compressed.headers().firstValue("Content-Encoding")).contains("gzip");
        assertThat(client().get("/metrics").body())
                .contains("agent_runner_slots ")
                .doesNotContain("memory_usedHeap");
        assertThat(client().get("/mpmetrics").body()).contains("memory_usedHeap");
        assertThat(asadmin("get", "configs.config.server-config.thread-pools.thread-pool.http-thread-pool.*"))
                .contains("max-thread-pool-size=200");
        assertThat(new DatabaseReader(folder)
                        .texts("select distinct application_name from pg_stat_activity where datname = 'agentrunner'"))
                .contains("agent-runner/server", "agent-runner/server/listen");
    }

    @Test
    @Order(3)
    void the_check_interval_of_the_admin_console_is_seen_in_the_timing_of_claims() throws Exception {
        setInterval("6");
        client().awaitInterval(6);
        assertThat(client().secondsBetweenStarts(1))
                .as("seconds between claims at 6 s")
                .isBetween(4.5, 9.0);

        setInterval("0.5");
        client().awaitInterval(0.5);
        assertThat(client().secondsBetweenStarts(6))
                .as("seconds between claims at 0.5 s")
                .isBetween(0.2, 3.0);
    }

    @Test
    @Order(4)
    void a_value_that_is_not_accepted_is_told_once_and_the_last_good_one_stays() throws Exception {
        setInterval("0.5");
        client().awaitInterval(0.5);
        for (var bad : List.of("0", "-1", "soon")) {
            setInterval(bad);
            var line = "is \"" + bad + "\", but must be 0.05 to 3600 seconds. It is ignored; 0.5 stays.";
            ServerClient.await(SECONDS, () -> logged(line) > 0, "log line about " + bad);
            // Each claim waits for a look, so the interval was read again and again meanwhile
            assertThat(client().secondsBetweenStarts(2)).isLessThan(3.0);
            assertThat(client().interval()).isEqualTo(0.5);
            assertThat(logged(line)).isEqualTo(1);
        }
    }

    @Test
    @Order(5)
    void the_check_interval_is_changed_on_the_page_of_the_admin_console() throws Exception {
        setInterval("0.6");
        client().awaitInterval(0.6);
        try (var browser = Browser.start(folder.resolve("logs/chromedriver.log"))) {
            new AdminConsole(adminPort, domain().passwordFile()).change(browser, INTERVAL, "0.9");
        }
        client().awaitInterval(0.9);
        assertThat(client().get("/nodes").body()).as("kept by the page").contains("\"name\":\"server\"");
        setInterval("0.7");
        client().awaitInterval(0.7);
    }

    @Test
    @Order(5)
    void a_system_property_hides_the_console_until_it_is_gone() throws Exception {
        setInterval("0.7");
        client().awaitInterval(0.7);
        asadmin("create-system-properties", "worker.check.interval=0.3");
        client().awaitInterval(0.3);
        asadmin("delete-system-property", "worker.check.interval");
        client().awaitInterval(0.7);
    }

    @Test
    @Order(5)
    void what_is_put_into_the_database_hides_the_console_until_it_is_deleted() throws Exception {
        setInterval("0.7");
        client().awaitInterval(0.7);
        assertThat(client().sourceOf(INTERVAL)).isEqualTo("Domain");

        assertThat(ServerClient.send(client().request("/settings/" + INTERVAL)
                                .header("Content-Type", "application/json")
                                .PUT(HttpRequest.BodyPublishers.ofString("{\"value\":\"0.4\"}")))
                        .statusCode())
                .isEqualTo(200);
        client().awaitInterval(0.4);
        assertThat(client().sourceOf(INTERVAL)).isEqualTo("database");
        setInterval("0.8");
        // Longer than the server keeps values it has read
        assertThat(client().secondsBetweenStarts(2)).isLessThan(3.0);
        assertThat(client().interval()).isEqualTo(0.4);
        assertThat(ServerClient.send(client().request("/settings/" + INTERVAL).DELETE())
                        .statusCode())
                .isLessThan(300);
        client().awaitInterval(0.8);
        assertThat(client().sourceOf(INTERVAL)).isEqualTo("Domain");
        setInterval("0.7");
        client().awaitInterval(0.7);
    }

    @Test
    @Order(6)
    void a_signal_to_every_process_at_once_stops_the_server_in_order_before_the_database() throws Exception {
        client().submit(1, "\"agent\":\"sleep\",\"options\":{\"seconds\":600}");
        running.awaitLine("attempt 1 started: sleep");

        running.signalGroup("INT");

        assertThat(running.awaitExit(STOP)).as("%s", running.lines()).isZero();
        assertThat(running.lines()).endsWith("Stopped.").anyMatch(line -> line.contains("released 1 run"));
        assertThat(LauncherProcess.allNaming(folder)).isEmpty();
    }

    @Test
    @Order(7)
    void another_start_goes_on_with_runs_and_settings_and_the_environment_hides_the_console() throws Exception {
        port = ServerClient.freePort();
        adminPort = ServerClient.freePort();
        running = start(Map.of("WORKER_CHECK_INTERVAL", "2.5"));

        assertThat(running.awaitLine("Ready:", START)).contains(":" + port, ":" + adminPort);
        running.awaitLine("attempt 2 started: sleep");
        assertThat(client().interval()).isEqualTo(2.5);
        assertThat(asadmin("get-config-property", "--propertyName=" + INTERVAL, "--source=domain"))
                .contains("0.7");
    }

    @Test
    @Order(8)
    void what_a_killed_start_left_is_stopped_in_order_by_the_next() throws Exception {
        running.signal("KILL");
        running.awaitExit();
        assertThat(LauncherProcess.allNaming(folder)).isNotEmpty();

        running = start(Map.of());

        running.awaitLine("an earlier start had left running", START);
        running.awaitLine("Ready:", START);
        running.awaitLine("attempt 3 started: sleep");
        assertThat(
                        new DatabaseReader(folder)
                                .texts(
                                        "select type from event where type in ('RUN_RELEASED', 'RUN_RECOVERED') order by run_id, id"))
                .as("stopped twice, never lost")
                .containsExactly("RUN_RELEASED", "RUN_RELEASED");
    }

    @Test
    @Order(9)
    void a_server_that_dies_ends_the_start_with_one_line() throws Exception {
        domain().process().orElseThrow().destroyForcibly();

        assertThat(running.awaitExit(STOP)).isEqualTo(1);
        assertThat(running.lines()).anyMatch(line -> line.contains("Payara Server has ended unexpectedly"));
        assertThat(LauncherProcess.allNaming(folder)).isEmpty();
    }

    @Test
    @Order(10)
    void a_new_version_of_the_application_replaces_the_one_that_the_server_starts_with() throws Exception {
        // As if the application were built anew: the server has one, but not this
        Files.delete(folder.resolve("domains/agent-runner/deployed"));
        var deployments = logged("was successfully deployed in");

        running = start(Map.of());

        running.awaitLine("Ready:", START);
        assertThat(logged("was successfully deployed in")).isGreaterThan(deployments);
        var run = client().submit(1, "\"agent\":\"noop\"")[0];
        running.awaitLine("Run " + run + " attempt 1 ended: COMPLETED");
    }

    @Test
    @Order(11)
    void the_log_is_json_from_one_command_to_another_and_lines_for_people_on_the_terminal() throws Exception {
        asadmin("multimode", "--file", "server-config/payara-server-json-log.asadmin");
        awaitLogged("\"LogMessage\":\"Node ");
        var run = client().submit(1, "\"agent\":\"noop\"")[0];
        assertThat(running.awaitLine("Run " + run + " attempt 1 ended: COMPLETED"))
                .matches("\\d\\d:\\d\\d:\\d\\d Node .*");
        assertThat(logged("\"Timestamp\"")).isPositive();

        asadmin("multimode", "--file", "server-config/payara-server-json-log-remove.asadmin");
        awaitLogged("  Node ");
    }

    /** More lines like this than before, about runs that are posted meanwhile. */
    private static void awaitLogged(String text) {
        var before = logged(text);
        ServerClient.await(
                SECONDS,
                () -> {
                    client().submit(1, "\"agent\":\"noop\"");
                    return logged(text) > before;
                },
                "log line with " + text);
    }

    private static LauncherProcess start(Map<String, String> environment) {
        var all = new HashMap<String, String>();
        all.put("DATA_DIR", folder.toString());
        all.put("HTTP_PORT", Integer.toString(port));
        all.put("ADMIN_PORT", Integer.toString(adminPort));
        all.put("WORKER_SHUTDOWN_GRACE", "1");
        all.put("JAVA_TOOL_OPTIONS", ServerConfigReadme.QUICK_JAVA);
        all.putAll(environment);
        return LauncherProcess.start(ServerLauncher.class, all);
    }

    private static PayaraDomain domain() {
        return PayaraDomain.in(ServerOptions.of(folder, port, adminPort));
    }

    private static String asadmin(String... command) {
        return domain().asadmin(command);
    }

    private static void setInterval(String value) {
        asadmin("set-config-property", "--propertyName=" + INTERVAL, "--propertyValue=" + value, "--source=domain");
    }

    private static ServerClient client() {
        return new ServerClient(port);
    }

    private static long logged(String text) {
        try (var lines = Files.lines(domain().logFile())) {
            return lines.filter(line -> line.contains(text)).count();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
