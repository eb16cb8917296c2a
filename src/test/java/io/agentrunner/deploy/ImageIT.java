package io.agentrunner.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.agentrunner.inside.Await;
import io.agentrunner.launcher.EmbeddedDatabase;
import io.agentrunner.launcher.Ports;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Buildah builds the image, and a container of it serves requests. The real base images are not tested: build-image.sh
 * makes substitutes, since no registry is used.
 */
@Tag("image")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ImageIT {
    private static final Path PLACE = Path.of("target/image").toAbsolutePath();
    private static final Duration TO_BUILD = Duration.ofMinutes(15);
    private static final Duration TO_START = Duration.ofMinutes(3);
    private static final Duration TO_STOP = Duration.ofSeconds(40);

    private final HttpClient client = HttpClient.newHttpClient();
    private JsonNode image;
    private String container;

    @TempDir
    private Path folder;

    @BeforeAll
    void build() throws Exception {
        shell(TO_BUILD, "sh", "src/test/scripts/build-image.sh", PLACE.toString());
        image = new ObjectMapper()
                .readTree(buildah("inspect", "--type", "image", "agent-runner:trial"))
                .at("/Docker/config");
        container = buildah("from", "--uts", "host", "--pull-never", "agent-runner:trial")
                .strip();
    }

    @AfterAll
    void leave_the_bases_only() throws Exception {
        buildah("rm", "--all");
        buildah("rmi", "agent-runner:trial");
    }

    @Test
    void it_has_a_health_check_labels_and_a_user_without_rights() throws IOException {
        assertThat(image.get("User").asText()).isEqualTo("1000:1000");
        assertThat(image.at("/Healthcheck/Test/0").asText()).isEqualTo("CMD");
        assertThat(image.at("/Labels/org.opencontainers.image.version").asText())
                .isEqualTo(Project.version());
        assertThat(words(image.get("Entrypoint")))
                .isEqualTo(Dockerfile.read().only("ENTRYPOINT").command());
    }

    @Test
    void it_has_the_server_once_and_its_user_can_write_to_the_workspaces() throws Exception {
        var root = Path.of(buildah("mount", container).strip());
        List<String> large;
        try (var files = Files.walk(root.resolve("opt/payara"))) {
            large = files.filter(file -> file.toFile().length() > 50_000_000)
                    .map(file -> root.relativize(file).toString())
                    .toList();
        }
        assertThat(large).containsExactly("opt/payara/micro/java.jsa");
        assertThat(Files.getAttribute(root.resolve("opt/payara/workspaces"), "unix:uid"))
                .isEqualTo(1000);
    }

    @Test
    void a_container_serves_is_healthy_uses_what_java_kept_and_gives_its_runs_back() throws Exception {
        var output = folder.resolve("output");
        try (var database = EmbeddedDatabase.start(folder)) {
            var port = Integer.toString(Ports.free());
            var command = new ArrayList<>(words(image.get("Entrypoint")));
            command.replaceAll(word -> word.equals("8080") ? port : word);
            command.add(1, "-Xlog:class+load");
            var node = start(output, database, command);
            try {
                var base = "http://127.0.0.1:" + port;
                Await.until("ready", TO_START, () -> {
                    assertThat(node.isAlive()).as(output.toString()).isTrue();
                    return status(base + "/health/ready") == 200;
                });
                assertThat(run(healthCheck(port)).waitFor()).isZero();

                var done = post(base + "/runs?project_id=1&agent=noop&goal=run");
                Await.until(
                        "the run is completed",
                        () -> get(base + "/runs/" + done).contains("COMPLETED"));
                post(base + "/runs?project_id=1&agent=sleep&goal=outlast");
                Await.until("the other runs", () -> get(base + "/stats").contains("\"running\":1"));

                // Like a container engine: process 1 of the container is Java
                node.descendants()
                        .filter(process ->
                                process.info().commandLine().orElse("").contains("launch.jar"))
                        .filter(process -> process.children().findAny().isEmpty())
                        .forEach(ProcessHandle::destroy);
                assertThat(node.waitFor(TO_STOP.toSeconds(), TimeUnit.SECONDS)).isTrue();
                assertThat(run(healthCheck(port)).waitFor()).isEqualTo(1);
            } finally {
                node.descendants().forEach(ProcessHandle::destroyForcibly);
                node.destroyForcibly();
            }
        }
        assertThat(output)
                .content()
                .contains("source: shared objects file (top)")
                .contains("\"message\":\"Node ", "released 1 run")
                .doesNotContain("\"level\":\"SEVERE\"");
    }

    private Process start(Path output, EmbeddedDatabase database, List<String> command) throws IOException {
        var builder = new ProcessBuilder(containerCommand(
                        List.of(
                                "HTTP_HOSTS=localhost,127.0.0.1",
                                "DATABASE_URL=" + database.url(),
                                "DATABASE_USER=" + database.user(),
                                "DATABASE_PASSWORD=" + database.password(),
                                "HOST=127.0.0.1",
                                "LOG_FORMAT=json",
                                "WORKER_SHUTDOWN_GRACE=1"),
                        command))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        return isolated(builder).start();
    }

    private Process run(List<String> command) throws IOException {
        return isolated(new ProcessBuilder(containerCommand(List.of(), command)).inheritIO())
                .start();
    }

    private List<String> containerCommand(List<String> environment, List<String> command) {
        var line = new ArrayList<>(List.of(PLACE.resolve("buildah").toString(), "run"));
        environment.forEach(variable -> line.addAll(List.of("--env", variable)));
        line.addAll(List.of(container, "--"));
        line.addAll(command);
        return line;
    }

    private List<String> healthCheck(String port) {
        var command = new ArrayList<>(words(image.at("/Healthcheck/Test")));
        command.removeFirst();
        command.replaceAll(word -> word.replace(":8080/", ":" + port + "/"));
        return command;
    }

    private static List<String> words(JsonNode list) {
        return Yaml.texts(list);
    }

    private String buildah(String... command) throws Exception {
        var line = new ArrayList<>(List.of(PLACE.resolve("buildah").toString()));
        line.addAll(List.of(command));
        return shell(Duration.ofMinutes(5), line.toArray(String[]::new));
    }

    private static ProcessBuilder isolated(ProcessBuilder builder) {
        builder.environment().put("BUILDAH_ISOLATION", "chroot");
        return builder;
    }

    /** Runs a command until it ends. Its standard error appears in the log of the test. */
    private static String shell(Duration most, String... command) throws Exception {
        var output = Files.createTempFile("image-", ".out");
        var process = isolated(new ProcessBuilder(command))
                .redirectOutput(output.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var ended = process.waitFor(most.toSeconds(), TimeUnit.SECONDS);
        if (!ended) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        var text = Files.readString(output);
        Files.delete(output);
        assertThat(ended).as(text).isTrue();
        assertThat(process.exitValue()).as(text).isZero();
        return text;
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.timeout(Duration.ofSeconds(10)).build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private int status(String url) {
        try {
            return send(HttpRequest.newBuilder(URI.create(url))).statusCode();
        } catch (java.io.UncheckedIOException notYet) {
            return 0;
        }
    }

    private String get(String url) {
        return send(HttpRequest.newBuilder(URI.create(url))).body();
    }

    /** Posts a run and returns its id. */
    private String post(String url) {
        var answer = send(HttpRequest.newBuilder(URI.create(url)).POST(BodyPublishers.noBody()));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return answer.body().replaceFirst("^\\{\"id\":(\\d+).*", "$1");
    }
}
