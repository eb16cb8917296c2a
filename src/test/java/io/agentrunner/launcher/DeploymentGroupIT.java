package io.agentrunner.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Two instances in a deployment group, from the first command of server-config/README.md to the last. */
@Tag("server")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DeploymentGroupIT {
    private static final Duration LONG = Duration.ofMinutes(2);

    @TempDir
    static Path folder;

    private static final int FIRST = ServerClient.freePort();
    private static final int SECOND = ServerClient.freePort();
    private static EmbeddedDatabase postgres;
    private static DatabaseReader database;
    private static PayaraDomain domain;
    private static ServerConfigReadme readme;
    private static String before;

    @BeforeAll
    static void start_a_domain_as_Payara_makes_it() throws Exception {
        postgres = EmbeddedDatabase.start(folder);
        database = new DatabaseReader(folder);
        var environment = new HashMap<>(postgres.database().environment());
        environment.putAll(Map.of(
                // Starts sooner: what is compiled for long runs is no concern here
                "JAVA_TOOL_OPTIONS", ServerConfigReadme.QUICK_JAVA,
                "WORKER_LEASE", "6",
                "WORKER_HEARTBEAT", "1",
                "WORKER_CHECK_INTERVAL", "0.5",
                "WORKER_CONCURRENCY", "20",
                "WORKER_SHUTDOWN_GRACE", "1"));
        var adminPort = ServerClient.freePort();
        domain = PayaraDomain.in(
                ServerOptions.of(folder, ServerClient.freePort(), adminPort).with(environment));
        domain.create();
        domain.start();
        readme = new ServerConfigReadme(
                asadminOf(adminPort),
                folder.resolve("logs/readme.log"),
                Map.of(
                        "localhost-domain1", "localhost-" + PayaraDomain.NAME,
                        "8081", Integer.toString(FIRST),
                        "8082", Integer.toString(SECOND)));
    }

    @AfterAll
    static void leave_nothing_running() {
        domain.process().ifPresent(running -> domain.stop(Duration.ofSeconds(60)));
        var left = processesOfThisFolder("appserver-cli|ASMain|GlassFish|payara");
        left.forEach(ProcessHandle::destroyForcibly);
        postgres.close();
        assertThat(left).isEmpty();
    }

    @Test
    @Order(1)
    void both_instances_claim_and_nothing_runs_twice() throws Exception {
        // Once before anything is compared: the server completes its own configuration at the first command and
        // deployment
        readme.run("Setting up");
        readme.run("Deploying");
        domain.asadmin("undeploy", PayaraDomain.NAME);
        readme.run("Taking it back");
        before = configuration();

        readme.run("Setting up");
        assertThat(configuration()).isNotEqualTo(before);
        readme.run("Making the group");
        awaitBoth();

        var runs = client(FIRST).submit(60, "\"options\":{\"step_seconds\":1}");
        awaitCount(60, runs, "status = 'COMPLETED'");
        assertThat(database.number("select count(distinct node) from run where " + ours(runs)))
                .as("nodes that took part")
                .isEqualTo(2);
        assertCount(60, runs, "attempt = 1 and failures = 0 and recoveries = 0");
        assertThat(database.texts("select name from node order by name")).containsExactly("node-1", "node-2");
        database.verify();
    }

    @Test
    @Order(2)
    void a_rolling_redeploy_loses_nothing_and_counts_as_no_failure() throws Exception {
        var ids = database.texts("select id from node");
        var runs = client(FIRST).submit(40, "\"options\":{\"step_seconds\":8}");
        awaitCount(40, runs, "status = 'RUNNING'");

        var printed = readme.run("Deploying a new version, one instance after the other");

        assertThat(printed).contains("was not replicated to server node-1", "was not replicated to server node-2");
        awaitBoth();
        assertThat(database.texts("select id from node")).doesNotContainAnyElementsOf(ids);
        awaitCount(40, runs, "status = 'COMPLETED'");
        assertCount(40, runs, "failures = 0 and recoveries = 0");
        assertThat(database.number("select count(*) from event where type = 'RUN_RELEASED' and " + events(runs)))
                .as("runs that were in flight when their instance went")
                .isPositive();
        assertThat(database.number(
                        "select count(*) from event where type in ('AGENT_THINKING', 'PLAN_GENERATED', 'EXECUTING') and "
                                + events(runs)))
                .as("iterations, none of them twice")
                .isEqualTo(3 * 40);
        database.verify();
    }

    @Test
    @Order(3)
    void an_instance_that_is_stopped_hands_its_runs_to_the_other() throws Exception {
        var runs = client(FIRST).submit(10, "\"agent\":\"sleep\",\"options\":{\"seconds\":600}");
        awaitCount(10, runs, "status = 'RUNNING'");
        var stopped = inFlight("node-1");
        if (stopped == 0) {
            // The other took them all: then these, which find it full
            client(SECOND).submit(20, "\"agent\":\"sleep\",\"options\":{\"seconds\":600}");
            ServerClient.await(LONG, () -> inFlight("node-1") > 0, "runs on node-1");
        }
        var nodes = database.texts("select id from node where name = 'node-1'");

        readme.run("Stopping one instance");

        assertThat(database.number(
                        "select count(*) from run where status = 'RUNNING' and node = '" + nodes.getFirst() + "'"))
                .as("runs left with the node that was stopped")
                .isZero();
        awaitCount(10, runs, "status = 'RUNNING'");
        assertCount(10, runs, "failures = 0 and recoveries = 0");
        assertThat(database.number("select count(*) from event where type = 'RUN_RELEASED' and run_id >= " + runs[0]))
                .isPositive();
        awaitBoth();
    }

    @Test
    @Order(4)
    void an_instance_that_is_killed_loses_its_runs_to_the_other() throws Exception {
        ServerClient.await(LONG, () -> inFlight("node-2") > 0, "runs on node-2");
        var held = inFlight("node-2");
        var taken = Math.min(held, 20 - inFlight("node-1"));
        assertThat(taken).isPositive();
        var killed = database.texts("select id from node where name = 'node-2'").getFirst();
        var mine = "id in (select run_id from event where type = 'RUN_RECOVERED')";

        instance("node-2").destroyForcibly();

        ServerClient.await(
                LONG,
                () -> database.number(
                                "select count(*) from run where status = 'RUNNING' and recoveries = 1 and " + mine)
                        >= taken,
                "recovered runs execute on node-1");
        assertThat(database.number("select count(*) from run where status = 'RUNNING' and node = '" + killed + "'"))
                .isZero();
        assertThat(database.number("select count(*) from run where failures > 0"))
                .isZero();
        database.verify();
    }

    @Test
    @Order(5)
    void when_all_of_it_is_taken_away_the_server_is_configured_as_before() throws Exception {
        readme.run("Starting one that was killed");
        awaitBoth();
        client(SECOND).submit(40, "\"agent\":\"sleep\",\"options\":{\"seconds\":600}");
        ServerClient.await(LONG, () -> inFlight("node-1") > 0 && inFlight("node-2") > 0, "runs on both");
        readme.run("Taking the group away");
        assertThat(database.number("select count(*) from run where status = 'RUNNING'"))
                .as("runs that the stopped group left")
                .isZero();

        readme.run("Taking it back");

        assertThat(configuration()).isEqualTo(before);
    }

    private static ServerClient client(int port) {
        return new ServerClient(port);
    }

    private static void awaitBoth() {
        ServerClient.await(LONG, () -> client(FIRST).isReady() && client(SECOND).isReady(), "both ready");
        ServerClient.await(
                LONG, () -> database.number("select count(*) from node where lost_at is null") == 2, "two nodes");
    }

    private static long inFlight(String node) {
        return database.number("select count(*) from run r join node n on r.node = n.id where r.status = 'RUNNING'"
                + " and n.lost_at is null and n.name = '" + node + "'");
    }

    private static void awaitCount(long wanted, long[] runs, String condition) {
        ServerClient.await(LONG, () -> count(runs, condition) == wanted, wanted + " " + condition);
    }

    private static void assertCount(long wanted, long[] runs, String condition) {
        assertThat(count(runs, condition)).as(condition).isEqualTo(wanted);
    }

    private static long count(long[] runs, String condition) {
        return database.number("select count(*) from run where " + ours(runs) + " and " + condition);
    }

    private static String ours(long[] runs) {
        return "id between " + runs[0] + " and " + runs[1];
    }

    private static String events(long[] runs) {
        return "run_id between " + runs[0] + " and " + runs[1];
    }

    private static ProcessHandle instance(String name) {
        var line = domain.asadmin("list-instances", "--long")
                .lines()
                .filter(text -> text.startsWith(name + " "))
                .findFirst()
                .orElseThrow();
        return ProcessHandle.of(Long.parseLong(line.split("\\s+", -1)[3])).orElseThrow();
    }

    /** The domain's configuration; the server writes attributes in another order each time. */
    private static String configuration() throws Exception {
        return Pattern.compile("<[^>]*>")
                .matcher(Files.readString(domain.configurationFile()))
                .results()
                .map(tag -> Arrays.stream(tag.group().replaceAll("/?>$", "").split("\\s+(?=[\\w-]+=\")"))
                        .sorted()
                        .collect(Collectors.joining(" ")))
                .collect(Collectors.joining("\n"));
    }

    /** A program that is called as README does, and knows who asks whom. */
    private static Path asadminOf(int port) throws Exception {
        var bin = Files.createDirectories(folder.resolve("bin"));
        var program = bin.resolve("asadmin");
        Files.writeString(program, """
                #!/bin/sh
                exec '%s' --interactive=false --user admin --passwordfile '%s' --port %d "$@"
                """.formatted(domain.asadminProgram(), domain.passwordFile(), port));
        assertThat(program.toFile().setExecutable(true)).isTrue();
        return bin;
    }

    private static List<ProcessHandle> processesOfThisFolder(String kind) {
        return LauncherProcess.allNaming(folder).stream()
                .filter(process -> Pattern.compile(kind)
                        .matcher(process.info().commandLine().orElse(""))
                        .find())
                .toList();
    }
}
