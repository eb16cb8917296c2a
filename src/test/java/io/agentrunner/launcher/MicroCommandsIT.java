package io.agentrunner.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the commands for Payara Micro in docs/operations.md exactly as written, except for port and database. */
class MicroCommandsIT {
    private static final Duration TO_START = Duration.ofMinutes(3);

    @TempDir
    private Path folder;

    private static String commands() throws Exception {
        var found = Pattern.compile("### Payara Micro\n.*?```sh\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("docs/operations.md")));
        assertThat(found.find()).isTrue();
        return found.group(1);
    }

    @Test
    void they_start_a_node_whose_log_begins_without_an_error() throws Exception {
        var port = Ports.free();
        var log = folder.resolve("node.log");
        try (var database = EmbeddedDatabase.start(folder)) {
            var text = commands()
                    .replace("make package\n", "")
                    .replace("--port 8080", "--port " + port)
                    .replace("jdbc:postgresql://127.0.0.1:5432/agentrunner", database.url())
                    .replace("DATABASE_PASSWORD=secret", "DATABASE_PASSWORD=" + database.password())
                    .replace("java -jar", "exec java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -jar");
            assertThat(text).contains("exec java", "--port " + port, database.url());
            var builder = new ProcessBuilder("bash", "-e", "-c", text)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            var node = builder.start();
            try (var readiness = new Readiness(URI.create("http://127.0.0.1:" + port))) {
                var limit = System.nanoTime() + TO_START.toNanos();
                while (!readiness.isReady()) {
                    assertThat(node.isAlive() && System.nanoTime() < limit)
                            .as(Files.readString(log))
                            .isTrue();
                    LockSupport.parkNanos(100_000_000);
                }
            } finally {
                node.destroy();
                assertThat(node.waitFor(40, TimeUnit.SECONDS)).isTrue();
            }
        }
        assertThat(Files.readString(log))
                .contains("Schema at version")
                .doesNotContain("ClassNotFoundException", "SEVERE");
        assertThat(Files.readAllLines(log)).first().asString().doesNotContain("Exception");
    }
}
