package io.agentrunner.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentrunner.inside.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The commands of docs/agents.md add agents to the WAR, in a copy of this project after its build. */
@Tag("example")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ExampleAgentIT {
    private static final Duration MOST = Duration.ofMinutes(5);
    private static final String EXAMPLE = "examples/countdown-agent";

    @TempDir
    static Path home;

    @BeforeAll
    static void a_copy_of_the_project_with_its_build() throws Exception {
        Files.createDirectory(home.resolve("target"));
        copy(home, "pom.xml", "Makefile", ".mvn", "src", "server-config", "examples");
        try (var built = Files.list(Path.of("target"))) {
            var parts = built.filter(part -> part.getFileName()
                            .toString()
                            .matches("classes|launcher|server(-7)?|agent-runner\\.war|agent-runner-.*-agent-api\\.jar"))
                    .map(Path::toString)
                    .toArray(String[]::new);
            copy(home.resolve("target"), parts);
        }
    }

    /** With their times, so that make recognizes the built files. */
    private static void copy(Path to, String... from) throws Exception {
        run(
                Path.of(""),
                0,
                Stream.of(Stream.of("cp", "-a"), Stream.of(from), Stream.of(to + "/"))
                        .flatMap(words -> words)
                        .toArray(String[]::new));
    }

    @Test
    @Order(1)
    void the_agent_api_jar_has_the_contract_alone() throws Exception {
        try (var found = Files.list(Path.of("target"))) {
            var jars = found.filter(file -> file.toString().endsWith("-agent-api.jar"))
                    .toList();
            assertThat(jars).hasSize(1);
            assertThat(entries(jars.getFirst()))
                    .filteredOn(entry -> entry.endsWith(".class") && !entry.contains("$"))
                    .extracting(entry -> entry.replaceAll("^io/agentrunner/agent/|\\.class$", ""))
                    .containsExactlyInAnyOrder(
                            "Agent",
                            "AttemptOverException",
                            "Directive",
                            "FinalFailureException",
                            "Iteration",
                            "RunContext",
                            "StorableText",
                            "package-info");
        }
    }

    @Test
    @Order(2)
    void a_maven_project_is_built_added_and_its_agent_executes_a_run() throws Exception {
        make(0, "package", "AGENTS=" + EXAMPLE);
        assertThat(libraries())
                .contains("countdown-agent-1.0.0.jar")
                .noneMatch(library -> library.matches("(agent-runner|jackson|jakarta).*"));

        var client = new ServerClient(Ports.free());
        var running = LauncherProcess.start(
                Map.of(
                        "PORT",
                        "" + client.port(),
                        "DATA_DIR",
                        home.resolve("data").toString()),
                "make",
                "-C",
                home.toString(),
                "start-agent");
        try {
            running.awaitLine("Ready:", MOST);
            assertThat(client.json("/agents").findValuesAsText("name")).contains("countdown", "simple");
            var run = client.submit(1, "\"agent\":\"countdown\",\"options\":{\"from\":2}")[0];
            Await.until(
                    "run " + run + " COMPLETED",
                    Duration.ofSeconds(30),
                    () -> client.json("/runs/" + run).path("status").asText().equals("COMPLETED"));
            assertThat(client.json("/runs/" + run).at("/result/counted").asBoolean())
                    .isTrue();
            assertThat(payloads(client.json("/runs/" + run + "/events?type=COUNTED")))
                    .containsExactly("1 left", "0 left");
        } finally {
            running.end();
        }
    }

    private static List<String> payloads(JsonNode events) {
        return events.findValuesAsText("payload");
    }

    @Test
    @Order(3)
    void agents_stay_in_the_war_when_it_is_built_again() throws Exception {
        run(home, 0, "touch", "src/main/webapp/WEB-INF/beans.xml");
        make(0, "package");
        assertThat(libraries()).contains("countdown-agent-1.0.0.jar");
    }

    @Test
    @Order(4)
    void the_jars_of_a_folder_replace_those_of_the_time_before(@TempDir Path jars) throws Exception {
        Files.copy(home.resolve(EXAMPLE + "/target/countdown-agent-1.0.0.jar"), jars.resolve("ours.jar"));
        Files.createFile(jars.resolve("ours-sources.jar"));
        make(0, "package", "AGENTS=" + jars);
        assertThat(libraries())
                .contains("ours.jar")
                .doesNotContain("countdown-agent-1.0.0.jar", "ours-sources.jar")
                .anyMatch(library -> library.startsWith("flyway-core"));
    }

    @Test
    @Order(5)
    void a_folder_without_agents_is_refused_and_the_war_stays(@TempDir Path empty) throws Exception {
        assertThat(make(2, "package", "AGENTS=" + empty)).contains("AGENTS=" + empty + ": there is no jar in " + empty);
        assertThat(make(2, "package", "AGENTS=nowhere")).contains("AGENTS=nowhere: there is no such folder.");
        make(0, "package");
        assertThat(libraries()).contains("ours.jar");
    }

    private static List<String> libraries() throws IOException {
        return entries(home.resolve("target/agent-runner.war")).stream()
                .filter(entry -> entry.matches("WEB-INF/lib/.+"))
                .map(entry -> entry.substring("WEB-INF/lib/".length()))
                .toList();
    }

    private static List<String> entries(Path archive) throws IOException {
        try (var zip = new ZipFile(archive.toFile())) {
            return zip.stream().map(ZipEntry::getName).toList();
        }
    }

    private static String make(int exitCode, String... words) throws Exception {
        return run(
                home,
                exitCode,
                Stream.concat(Stream.of("make"), Stream.of(words)).toArray(String[]::new));
    }

    /** Runs a command until it ends and returns its output. */
    private static String run(Path folder, int exitCode, String... command) throws IOException, InterruptedException {
        var log = Files.createTempFile("command", ".log");
        var builder = new ProcessBuilder(command)
                .directory(folder.toAbsolutePath().toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().keySet().removeIf(name -> name.equals("AGENTS") || name.startsWith("MAKE"));
        var process = builder.start();
        try {
            assertThat(process.waitFor(MOST.toSeconds(), TimeUnit.SECONDS)).isTrue();
            var output = Files.readString(log);
            assertThat(process.exitValue())
                    .as("%s: %s", List.of(command), output)
                    .isEqualTo(exitCode);
            return output;
        } finally {
            process.destroyForcibly();
            Files.delete(log);
        }
    }
}
