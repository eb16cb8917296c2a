package io.agentrunner.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.inside.Await;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** {@code make start-server} as users run it. All starts use one data folder, since the first one takes long. */
@Tag("server")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ServerLauncherIT extends ConfiguredServer {
    private static final Duration START = Duration.ofMinutes(4);
    private static final Duration STOP = Duration.ofMinutes(2);

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
    @Order(6)
    void a_signal_to_every_process_at_once_stops_the_server_in_order_before_the_database() throws Exception {
        client().submit(1, "\"agent\":\"sleep\",\"options\":{\"seconds\":600}");
        running.awaitLine("attempt 1 started: sleep");
        setInterval("0.7");
        client().awaitInterval(0.7);
        setInterval("soon");
        Await.until("log line about soon", SECONDS, () -> logged(refusal("soon", "0.7")) == 1);

        running.signalGroup("INT");

        assertThat(running.awaitExit(STOP)).as("%s", running.lines()).isZero();
        assertThat(running.lines()).endsWith("Stopped.").anyMatch(line -> line.contains("released 1 run"));
        assertThat(LauncherProcess.allNaming(folder)).isEmpty();
    }

    @Test
    @Order(7)
    void another_start_goes_on_with_runs_and_settings_and_a_bad_value_of_the_console_does_not_stop_it()
            throws Exception {
        port = Ports.free();
        adminPort = Ports.free();
        running = start(Map.of());

        assertThat(running.awaitLine("Ready:", START)).contains(":" + port, ":" + adminPort);
        running.awaitLine("attempt 2 started: sleep");
        assertThat(client().interval()).as("the default").isEqualTo(5);
        assertThat(client().sourceOf(INTERVAL)).isEqualTo("default");
        assertThat(logged(refusal("soon", "5"))).isEqualTo(1);

        setInterval("0.7");
        client().awaitInterval(0.7);
    }

    @Test
    @Order(8)
    void what_a_killed_start_left_is_stopped_in_order_by_the_next_whose_environment_hides_the_console()
            throws Exception {
        running.signal("KILL");
        running.awaitExit();
        assertThat(LauncherProcess.allNaming(folder)).isNotEmpty();

        running = start(Map.of("WORKER_CHECK_INTERVAL", "2.5"));

        running.awaitLine("an earlier start had left running", START);
        running.awaitLine("Ready:", START);
        running.awaitLine("attempt 3 started: sleep");
        assertThat(database()
                        .texts("select type from event where type in ('RUN_RELEASED', 'RUN_RECOVERED')"
                                + " order by run_id, id"))
                .as("stopped twice, never lost")
                .containsExactly("RUN_RELEASED", "RUN_RELEASED");
        assertThat(client().interval()).isEqualTo(2.5);
        assertThat(asadmin("get-config-property", "--propertyName=" + INTERVAL, "--source=domain"))
                .contains("0.7");
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
        // As after a new build: the server has another version of the application
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
    void a_deployment_over_the_running_one_gives_back_what_is_in_flight() throws Exception {
        var runs = client().submit(10, "\"options\":{\"step_seconds\":3}");
        Await.until("runs in flight", STOP, () -> count(runs, "status = 'RUNNING'") == 10);

        asadmin("deploy", "--force=true", "--name", "agent-runner", "--contextroot", "/", "target/agent-runner.war");

        Await.until("runs end", STOP, () -> count(runs, "status = 'COMPLETED'") == 10);
        assertThat(count(runs, "failures = 0 and recoveries = 0 and attempt = 2"))
                .as("given back once, nothing counted")
                .isEqualTo(10);
        database().verify();
    }

    @Test
    @Order(12)
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

    /** Waits for more such lines, about runs that are posted meanwhile. */
    private static void awaitLogged(String text) {
        var before = logged(text);
        Await.until("log line with " + text, SECONDS, () -> {
            client().submit(1, "\"agent\":\"noop\"");
            return logged(text) > before;
        });
    }

    @Test
    @Order(13)
    void a_signal_to_the_launcher_alone_stops_the_server_in_order() throws Exception {
        var run = client().submit(1, "\"agent\":\"sleep\",\"options\":{\"seconds\":600}")[0];
        running.awaitLine("Run " + run + " attempt 1 started: sleep");

        running.signal("TERM");

        assertThat(running.awaitExit(STOP)).as("%s", running.lines()).isZero();
        assertThat(running.lines()).endsWith("Stopped.").anyMatch(line -> line.matches(".*released [1-9]\\d* runs?.*"));
        assertThat(LauncherProcess.allNaming(folder)).isEmpty();
    }

    private static long count(long[] runs, String condition) {
        return database()
                .number("select count(*) from run where id between " + runs[0] + " and " + runs[1] + " and "
                        + condition);
    }
}
