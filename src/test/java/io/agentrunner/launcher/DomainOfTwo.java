package io.agentrunner.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.inside.Await;
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
import org.junit.jupiter.api.io.TempDir;

/** A domain as Payara makes it, with an embedded database, and access to its two instances. */
abstract class DomainOfTwo {
    static final Duration LONG = Duration.ofMinutes(2);

    @TempDir
    static Path folder;

    static final int SERVER = Ports.free();
    static final int FIRST = Ports.free();
    static final int SECOND = Ports.free();
    static EmbeddedDatabase postgres;
    static DatabaseReader database;
    static PayaraDomain domain;
    static ServerConfigReadme readme;
    static String before;

    @BeforeAll
    static void start_a_domain_as_Payara_makes_it() throws Exception {
        postgres = EmbeddedDatabase.start(folder);
        database = new DatabaseReader(folder);
        var environment = new HashMap<>(postgres.database().environment());
        environment.putAll(Map.of(
                // Starts faster, without the compiler for long runs
                "JAVA_TOOL_OPTIONS", ServerConfigReadme.QUICK_JAVA,
                // Its instances listen on every address of this machine.
                "HTTP_HOSTS", "localhost,127.0.0.1",
                "ACCESS_OPEN_ANYWHERE", "true",
                "WORKER_LEASE", "6",
                "WORKER_HEARTBEAT", "1",
                "WORKER_CONCURRENCY", "20",
                "WORKER_SHUTDOWN_GRACE", "1"));
        var adminPort = Ports.free();
        domain = PayaraDomain.in(ServerOptions.of(folder, SERVER, adminPort).with(environment));
        domain.create();
        domain.start();
        readme = new ServerConfigReadme(
                asadminOf(adminPort),
                folder.resolve("logs/readme.log"),
                Map.of(
                        "localhost-domain1",
                        "localhost-" + PayaraDomain.NAME,
                        "8081",
                        Integer.toString(FIRST),
                        "8082",
                        Integer.toString(SECOND),
                        // The limit of a drain: longer than the short runs of the test, shorter than the long ones
                        "seq 60",
                        "seq 8"));
    }

    @AfterAll
    static void leave_nothing_running() {
        domain.process().ifPresent(running -> domain.stop(Duration.ofSeconds(60)));
        var left = processesOfThisFolder("appserver-cli|ASMain|GlassFish|payara");
        left.forEach(ProcessHandle::destroyForcibly);
        postgres.close();
        assertThat(left).isEmpty();
    }

    static ServerClient client(int port) {
        return new ServerClient(port);
    }

    static void awaitBoth() {
        Await.until(
                "both ready",
                LONG,
                () -> client(FIRST).isReady() && client(SECOND).isReady());
        Await.until("two nodes", LONG, () -> database.number("select count(*) from node where lost_at is null") == 2);
    }

    static long inFlight(String node) {
        return database.number("select count(*) from run r join node n on r.node = n.id where r.status = 'RUNNING'"
                + " and n.lost_at is null and n.name = '" + node + "'");
    }

    static void awaitCount(long wanted, long[] runs, String condition) {
        Await.until(wanted + " " + condition, LONG, () -> count(runs, condition) == wanted);
    }

    static void assertCount(long wanted, long[] runs, String condition) {
        assertThat(count(runs, condition)).as(condition).isEqualTo(wanted);
    }

    static long count(long[] runs, String condition) {
        return database.number("select count(*) from run where " + ours(runs) + " and " + condition);
    }

    static String ours(long[] runs) {
        return "id between " + runs[0] + " and " + runs[1];
    }

    static String events(long[] runs) {
        return "run_id between " + runs[0] + " and " + runs[1];
    }

    static ProcessHandle instance(String name) {
        var line = domain.asadmin("list-instances", "--long")
                .lines()
                .filter(text -> text.startsWith(name + " "))
                .findFirst()
                .orElseThrow();
        return ProcessHandle.of(Long.parseLong(line.split("\\s+", -1)[3])).orElseThrow();
    }

    /**
     * Returns the domain's configuration in a stable form, since the server writes attributes in another order each
     * time.
     */
    static String configuration() throws Exception {
        return Pattern.compile("<[^>]*>")
                .matcher(Files.readString(domain.configurationFile()))
                .results()
                .map(tag -> Arrays.stream(tag.group().replaceAll("/?>$", "").split("\\s+(?=[\\w-]+=\")"))
                        .sorted()
                        .collect(Collectors.joining(" ")))
                .collect(Collectors.joining("\n"));
    }

    /** A replacement for a program of README, which logs its calls. */
    static Path asadminOf(int port) throws Exception {
        var bin = Files.createDirectories(folder.resolve("bin"));
        var program = bin.resolve("asadmin");
        Files.writeString(program, """
                #!/bin/sh
                exec '%s' --interactive=false --user admin --passwordfile '%s' --port %d "$@"
                """.formatted(domain.asadminProgram(), domain.passwordFile(), port));
        assertThat(program.toFile().setExecutable(true)).isTrue();
        return bin;
    }

    static List<ProcessHandle> processesOfThisFolder(String kind) {
        return LauncherProcess.allNaming(folder).stream()
                .filter(process -> Pattern.compile(kind)
                        .matcher(process.info().commandLine().orElse(""))
                        .find())
                .toList();
    }
}
