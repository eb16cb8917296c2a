package io.agentrunner.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.deploy.Dockerfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node in a container is started like one of {@code make start-agent}, so the tests are valid there, too. */
class NodeCommandTest {
    /** The launcher recognizes words in the log of its nodes, and shares the machine with other programs. */
    private static final Set<String> ONLY_HERE = Set.of("-Xmx512m", "-Duser.language=en", "-Duser.country=US");
    /** A container has its own memory limit. */
    private static final Set<String> ONLY_THERE = Set.of("-XX:MaxRAMPercentage=60");

    @TempDir
    private Path folder;

    @Test
    void the_image_gives_java_and_the_server_what_the_launcher_gives_them() throws IOException {
        var here = words(launched());
        var there = words(Dockerfile.read().only("ENTRYPOINT").command());
        var server = here.indexOf("-jar");
        assertThat(there.subList(there.indexOf("-jar"), there.size()))
                .containsExactlyElementsOf(here.subList(server, here.size()));
        assertThat(there.subList(0, there.indexOf("-jar")))
                .containsAll(ONLY_THERE)
                .filteredOn(word -> !ONLY_THERE.contains(word))
                .containsExactlyInAnyOrderElementsOf(here.subList(0, server).stream()
                        .filter(word -> !ONLY_HERE.contains(word))
                        .toList());
        assertThat(here).containsAll(ONLY_HERE);
    }

    private List<String> launched() throws IOException {
        Files.createDirectory(folder.resolve("target"));
        Files.createFile(folder.resolve("target/agent-runner.war"));
        Files.createDirectory(folder.resolve("server-config"));
        var options =
                new NodeOptions(8080, "127.0.0.1", folder, java.util.Map.of(), List.of(), new Installation(folder));
        var command = new NodeCommand(
                        options, folder.resolve("micro"), List.of("-XX:SharedArchiveFile=" + folder + "/java.jsa"))
                .builder(folder.resolve("log"))
                .command();
        var withoutCommand = OwnerOnly.command(List.of()).size();
        return command.subList(withoutCommand, command.size());
    }

    /** Without the paths of the parts, and without the folder that is new in each container. */
    private static List<String> words(List<String> command) {
        var words = command.stream()
                .map(word -> word.replaceFirst("^((?:-XX:SharedArchiveFile=)?)/.*/", "$1"))
                .map(word -> word.replaceFirst("^server-config/", ""))
                .toList();
        var rootdir = words.indexOf("--rootdir");
        if (rootdir < 0) {
            return words;
        }
        var without = new java.util.ArrayList<>(words);
        without.subList(rootdir, rootdir + 2).clear();
        return without;
    }
}
