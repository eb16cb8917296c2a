package io.agentrunner.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs between Arquillian and Payara Micro. Gives the server its own environment (system properties {@code env.NAME}),
 * stores its log ({@code -Dlog}), and stops it when the test's process has ended in any way.
 */
public final class ServerProcess {
    private ServerProcess() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                // A server in UTC hides faults with time zones.
                "-Duser.timezone=America/St_Johns",
                "-Djava.net.preferIPv4Stack=true"));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        System.getProperties().forEach((name, value) -> {
            if (name.toString().startsWith("env.")) {
                builder.environment().put(name.toString().substring("env.".length()), value.toString());
            }
        });
        var server = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(server)));
        Thread.ofPlatform().daemon().start(ServerProcess::exitWithParent);
        var log = Path.of(System.getProperty("log"));
        Files.createDirectories(log.getParent());
        try (var out = Files.newBufferedWriter(log);
                var lines = server.inputReader()) {
            for (String line; (line = lines.readLine()) != null; ) {
                out.write(line);
                out.newLine();
                out.flush();
                System.out.println(line);
            }
        }
        System.exit(server.waitFor());
    }

    private static void end(Process server) {
        server.destroy();
        try {
            server.waitFor();
        } catch (InterruptedException e) {
            server.destroyForcibly();
        }
    }

    /** The input stays empty and ends with the process at its other end. */
    private static void exitWithParent() {
        try {
            while (System.in.read() >= 0) {
                // Another process.
            }
        } catch (IOException e) {
            // It has ended, too.
        }
        System.exit(0);
    }
}
