package io.agentrunner.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Runs commands of Payara's {@code asadmin} as the administrator of one domain, one at a time.
 *
 * @param port of the domain's admin listener
 * @param log gets all output of the commands
 * @param environment added to the environment of this process; a started server inherits it
 */
record Asadmin(Path payara, Path passwordFile, int port, Path log, Map<String, String> environment) {
    /**
     * A terminal sends Ctrl+C to every process of its group, and Payara Server would exit without stopping its applications.
     * So the commands, and the server that one of them starts, ignore signals. {@code stop-domain} stops the server.
     */
    private static final List<String> DEAF =
            List.of("sh", "-c", "umask 077; trap '' INT HUP TERM; exec \"$@\"", "asadmin");

    Asadmin {
        environment = Map.copyOf(environment);
    }

    /**
     * Runs one command and returns what it printed.
     *
     * @throws LaunchFailure with the reason of the command, or if it is not done in time
     */
    String run(Duration patience, String... command) {
        try {
            OwnerOnly.folder(log.getParent());
            var start = Files.size(OwnerOnly.file(log));
            var builder = new ProcessBuilder(commandLine(command))
                    .redirectErrorStream(true)
                    // Not a pipe, since a started server would hold it open
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            builder.environment().putAll(environment);
            builder.environment().put("AS_JAVA", System.getProperty("java.home"));
            // Payara 7's asadmin starts its output with a warning if the kind of terminal is unknown
            builder.environment().putIfAbsent("TERM", "dumb");
            var process = builder.start();
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
                throw new LaunchFailure(
                        command[0] + " of Payara is not done after " + patience.toSeconds() + " seconds; see " + log);
            }
            return judged(command[0], process.exitValue(), printedSince(start));
        } catch (IOException e) {
            throw new LaunchFailure(command[0] + " of Payara cannot be run: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LaunchFailure("Interrupted while " + command[0] + " of Payara ran", e);
        }
    }

    private List<String> commandLine(String... command) {
        var line = new ArrayList<>(DEAF);
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // since JDK 24 asadmin's terminal library causes a warning
        line.add("--enable-native-access=ALL-UNNAMED");
        line.addAll(List.of("-Duser.language=en", "-Duser.country=US", "-jar"));
        line.add(payara.resolve("glassfish/lib/client/appserver-cli.jar").toString());
        line.addAll(List.of("--interactive=false", "--user", "admin"));
        line.addAll(List.of("--passwordfile", passwordFile.toString()));
        line.addAll(List.of("--host", "127.0.0.1", "--port", Integer.toString(port)));
        line.addAll(List.of(command));
        return line;
    }

    private String printedSince(long start) throws IOException {
        try (var in = Files.newInputStream(log)) {
            in.skipNBytes(start);
            return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        }
    }

    /** A file of commands returns the exit code of its last command, so failures are searched in the output. */
    private String judged(String command, int exitCode, String printed) {
        if (exitCode == 0 && printed.lines().noneMatch(line -> line.matches("Command [\\w-]+ failed\\."))) {
            return printed;
        }
        var reason = Stream.concat(
                        printed.lines().filter(line -> line.startsWith("remote failure:")),
                        printed.lines().filter(line -> !line.isBlank() && !line.startsWith("Command ")))
                .findFirst()
                .orElse("exit code " + exitCode);
        throw new LaunchFailure(
                command + " of Payara failed: " + reason.replaceFirst("^remote failure: ", "") + " (see " + log + ")");
    }
}
