package io.agentrunner.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * Runs the commands of {@code server-config/README.md} exactly as written, in the project's folder.
 *
 * @param asadmin the folder with the program of that name
 * @param here the differences of this machine: names and ports in the text, and their replacements
 */
record ServerConfigReadme(Path asadmin, Path log, Map<String, String> here) {
    static final String QUICK_JAVA = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";
    private static final Path README = Path.of("server-config/README.md");

    /** Runs the block of commands below a heading. Fails if one of them does. */
    String run(String heading) throws Exception {
        var commands = block(heading);
        for (var change : here.entrySet()) {
            commands = commands.replace(change.getKey(), change.getValue());
        }
        var builder = new ProcessBuilder("bash", "-e", "-o", "pipefail", "-c", commands)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().merge("PATH", asadmin.toString(), (path, first) -> first + ":" + path);
        builder.environment().put("JAVA_TOOL_OPTIONS", QUICK_JAVA);
        builder.environment().put("AS_JAVA", System.getProperty("java.home"));
        var shell = builder.start();
        var ended = shell.waitFor(3, TimeUnit.MINUTES);
        if (!ended) {
            shell.descendants().forEach(ProcessHandle::destroyForcibly);
            shell.destroyForcibly();
        }
        assertThat(ended).as("%s: %s", heading, Files.readString(log)).isTrue();
        var printed = Files.readString(log);
        assertThat(shell.exitValue()).as("%s: %s", heading, printed).isZero();
        assertThat(printed.lines().filter(line -> line.matches("Command \\S+ failed\\.")))
                .as(printed)
                .isEmpty();
        return printed;
    }

    private static String block(String heading) throws IOException {
        var found = Pattern.compile("### " + Pattern.quote(heading) + "\n.*?```sh\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(README));
        assertThat(found.find()).as("commands below \"%s\"", heading).isTrue();
        return found.group(1);
    }
}
