package io.agentrunner.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.microshed.testing.jupiter.MicroShedTest;

/** Clients that public generators make from the document of a node compile and work with that node. */
@MicroShedTest
@Nodes(environment = "WORKER_CHECK_INTERVAL=0.5")
@Tag("clients")
class ClientsIT {
    private static final Duration MOST = Duration.ofMinutes(3);
    private static final Path SOURCES = Path.of("src/test/clients");
    /** Contains the generator and the libraries of its Java clients, copied by mvn dependency:copy@clients. */
    private static final Path TOOLS = Path.of("target/clients/tools").toAbsolutePath();

    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin");

    private final Cluster cluster = Cluster.current();

    private static Path folder;

    @BeforeAll
    static void a_fresh_folder_with_the_sources() throws IOException {
        folder = Files.createTempDirectory(Path.of("target/clients").toAbsolutePath(), "work");
        try (Stream<Path> sources = Files.list(SOURCES)) {
            for (var source : sources.toList()) {
                Files.copy(source, folder.resolve(source.getFileName()));
            }
        }
    }

    @Test
    void clients_in_typescript() throws Exception {
        run("npm", "ci", "--no-audit", "--no-fund");
        run("npx", "openapi-typescript", document(), "-o", "generated/api.d.ts");
        generate("typescript-fetch", "generated/fetch", "importFileExtension=.js");
        run("npx", "tsc", "-p", ".");
        assertThat(run("node", "built/typed.js", cluster.getApplicationURL())).contains("typed.ts: done");
        assertThat(run("node", "built/fetched.js")).contains("fetched.ts: done");
    }

    @Test
    void a_client_in_java() throws Exception {
        generate("java", "java/generated", "library=native,useSingleRequestParameter=true");
        var command = new ArrayList<>(
                List.of(JAVA.resolve("javac").toString(), "-nowarn", "-d", "java/classes", "-cp", libraries()));
        try (Stream<Path> files = Files.walk(folder.resolve("java/generated/src/main/java"))) {
            files.map(Path::toString).filter(name -> name.endsWith(".java")).forEach(command::add);
        }
        command.add("Generated.java");
        run(command.toArray(String[]::new));
        var classes = "java/classes" + File.pathSeparator + libraries();
        assertThat(run(JAVA.resolve("java").toString(), "-cp", classes, "Generated"))
                .contains("Generated.java: done");
    }

    private String document() {
        return cluster.getApplicationURL() + "/openapi.json";
    }

    private void generate(String generator, String folder, String properties) throws Exception {
        run(
                JAVA.resolve("java").toString(),
                "-jar",
                TOOLS.resolve("openapi-generator-cli.jar").toString(),
                "generate",
                "-i",
                document(),
                "-g",
                generator,
                "-o",
                folder,
                "--additional-properties=" + properties,
                "--global-property=apis,models,supportingFiles,apiTests=false,modelTests=false,apiDocs=false,modelDocs=false");
    }

    private static String libraries() {
        return TOOLS.resolve("libraries") + File.separator + "*";
    }

    /** Runs a program until it ends, with exit code 0, and returns its output. */
    private static String run(String... command) throws IOException, InterruptedException {
        var log = Files.createTempFile(folder, "output", ".log");
        var process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            var ended = process.waitFor(MOST.toSeconds(), TimeUnit.SECONDS);
            var output = Files.readString(log);
            assertThat(ended && process.exitValue() == 0)
                    .as(Arrays.toString(command) + "\n" + output)
                    .isTrue();
            return output;
        } finally {
            process.destroyForcibly();
            Files.delete(log);
        }
    }
}
