package io.agentrunner.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.launcher.EmbeddedDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A small {@code make bench}, end to end, as its users start it. */
@Tag("chaos")
class BenchIT {
    private static final List<String> SETTINGS =
            List.of("BENCH", "DATA_DIR", "PORT", "HOST", "WORKERS", "DATABASE", "WORKER_");
    private static final Pattern DOCUMENTED = Pattern.compile("^\\| `([a-z0-9_]+)` \\| (\\S+) \\|", Pattern.MULTILINE);

    @TempDir
    Path folder;

    @Test
    void every_documented_line_appears_and_nothing_else_on_standard_output() throws Exception {
        var documented = DOCUMENTED
                .matcher(Files.readString(Path.of("docs/performance.md")))
                .results()
                .map(row -> row.group(1) + " " + row.group(2))
                .toList();
        assertThat(documented).contains("drain runs/s", "idle_cpu %");

        var bench = run(Map.of("BENCH_RUNS", "500"));

        assertThat(bench.exitCode()).as(bench.toString()).isZero();
        assertThat(bench.output()).allSatisfy(line -> assertThat(line).matches("[a-z0-9_]+ \\d+(\\.\\d+)? \\S+"));
        assertThat(bench.output())
                .extracting(line -> line.replaceFirst(" \\S+ ", " "))
                .containsExactlyElementsOf(documented);
        assertNothingIsLeft();
    }

    @Test
    void a_database_with_runs_is_refused_and_left_alone() throws Exception {
        try (var database = EmbeddedDatabase.start(folder)) {
            Flyway.configure()
                    .dataSource(database.url(), database.user(), database.password())
                    .load()
                    .migrate();
            try (var session = DriverManager.getConnection(database.url(), database.user(), database.password());
                    var statement = session.createStatement()) {
                statement.execute("""
                        insert into run (project_id, name, goal, run_type, agent, status, options, metadata, max_attempts,
                            priority, timeout_seconds)
                        values (1, 'run', 'goal', 'agent', 'noop', 'QUEUED', '{}', '{}', 3, 0, 60)""");

                var bench = run(Map.of(
                        "DATABASE_URL", database.url(),
                        "DATABASE_USER", database.user(),
                        "DATABASE_PASSWORD", database.password()));

                assertThat(bench.exitCode()).isEqualTo(1);
                assertThat(bench.output()).isEmpty();
                assertThat(bench.errors())
                        .anyMatch(
                                line -> line.matches(
                                        "Agent Runner: There are runs in PostgreSQL at .*, and the bench empties its tables: .*"));
                try (var rows = statement.executeQuery("select count(*) from run")) {
                    rows.next();
                    assertThat(rows.getLong(1)).isEqualTo(1);
                }
            }
        }
        assertNothingIsLeft();
    }

    @Test
    void a_database_of_the_user_serves_an_ordinary_owner_and_is_left_empty() throws Exception {
        try (var database = EmbeddedDatabase.start(folder)) {
            try (var session = DriverManager.getConnection(database.url(), database.user(), database.password());
                    var statement = session.createStatement()) {
                statement.execute("create role owner login password 'secret'");
                statement.execute("create database owned owner owner");
            }
            var url = database.url().replaceFirst("/[^/]*$", "/owned");

            var bench = run(Map.of(
                    "BENCH", "drain idle",
                    "BENCH_RUNS", "100",
                    "DATABASE_URL", url,
                    "DATABASE_USER", "owner",
                    "DATABASE_PASSWORD", "secret"));

            assertThat(bench.exitCode()).as(bench.toString()).isZero();
            assertThat(bench.output())
                    .extracting(line -> line.replaceFirst(" .*", ""))
                    .containsExactly("drain_floor", "drain", "drain_ratio", "idle_cpu", "idle_queries");
            try (var session = DriverManager.getConnection(url, "owner", "secret");
                    var statement = session.createStatement();
                    var rows = statement.executeQuery(
                            "select (select count(*) from run) + (select count(*) from event) + (select count(*) from node)")) {
                rows.next();
                assertThat(rows.getLong(1)).isZero();
            }
        }
        assertNothingIsLeft();
    }

    private record Ended(int exitCode, List<String> output, List<String> errors) {}

    private Ended run(Map<String, String> environment) throws Exception {
        var out = folder.resolve("out");
        var err = folder.resolve("err");
        var builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        "target/classes:target/launcher/*",
                        Bench.class.getName())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().keySet().removeIf(name -> SETTINGS.stream().anyMatch(name::startsWith));
        var all = new HashMap<>(environment);
        // Starts faster, without the compiler for long runs
        all.put("NODE_JAVA_OPTS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
        builder.environment().putAll(all);
        var process = builder.start();
        try {
            assertThat(process.waitFor(8, TimeUnit.MINUTES))
                    .as("ended: %s", Files.readString(err))
                    .isTrue();
            return new Ended(process.exitValue(), Files.readAllLines(out), Files.readAllLines(err));
        } finally {
            process.destroy();
            process.waitFor(1, TimeUnit.MINUTES);
        }
    }

    private static void assertNothingIsLeft() throws IOException {
        try (var left = Files.newDirectoryStream(Path.of("target"), "bench-*")) {
            assertThat(left).isEmpty();
        }
        assertThat(ProcessHandle.allProcesses()
                        .map(process -> process.info().commandLine().orElse(""))
                        .filter(line -> line.contains(
                                Path.of("target/bench-").toAbsolutePath().toString())))
                .isEmpty();
    }
}
