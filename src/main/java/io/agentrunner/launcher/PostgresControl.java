package io.agentrunner.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Runs PostgreSQL's own programs: {@code initdb} and {@code pg_ctl}. */
public final class PostgresControl {
    private static final String PATIENCE_SECONDS = "60";

    private final Path programs;
    private final Path log;
    private final List<String> prefix = Unprivileged.commandPrefix();

    public PostgresControl(Path programs, Path log) {
        this.programs = programs;
        this.log = log;
    }

    /** Starts the server and returns it when it answers. */
    ProcessHandle start(Path data, int port, Map<String, String> settings) throws IOException {
        // pg_ctl passes these to a shell, hence the quotes
        var options = settings.entrySet().stream()
                .map(setting -> "-c " + setting.getKey() + "='" + setting.getValue() + "'")
                .collect(Collectors.joining(" ", "-p " + port + " ", ""));
        run(
                "pg_ctl",
                List.of("--pgdata=" + data, "--log=" + log, "-o", options, "-t", PATIENCE_SECONDS, "-w", "start"));
        return server(data).orElseThrow(() -> new LaunchFailure("The embedded PostgreSQL ended at once; see " + log));
    }

    void stop(Path data) {
        try {
            run("pg_ctl", List.of("--pgdata=" + data, "--mode=fast", "-t", PATIENCE_SECONDS, "-w", "stop"));
        } catch (IOException | LaunchFailure e) {
            server(data).ifPresent(ProcessHandle::destroy);
            throw new LaunchFailure("The embedded PostgreSQL does not stop: " + e.getMessage(), e);
        }
    }

    /** Stops a server that still uses these data, because an earlier start was killed. */
    void stopLeftover(Path data) {
        if (server(data).isPresent()) {
            stop(data);
        }
    }

    /** Returns the server that uses these data. A process that only has the number of a former server does not count. */
    public Optional<ProcessHandle> server(Path data) {
        try {
            var lines = Files.readAllLines(data.resolve("postmaster.pid"));
            var started = Instant.ofEpochSecond(Long.parseLong(lines.get(2).strip()));
            return ProcessHandle.of(Long.parseLong(lines.getFirst().strip()))
                    .filter(process -> process.info().command().orElse("").contains("postgres"))
                    .filter(process -> process.info()
                            .startInstant()
                            .map(start -> Duration.between(start, started).abs().toSeconds() < 60)
                            .orElse(true));
        } catch (IOException | RuntimeException noneOrUnreadable) {
            return Optional.empty();
        }
    }

    /** Runs a program until it ends. Its output goes to the log, since a pipe would stay open as long as the server runs. */
    void run(String program, List<String> arguments) throws IOException {
        var command = new ArrayList<>(prefix);
        command.add(programs.resolve(program).toString());
        command.addAll(arguments);
        var builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .directory(log.getParent().toFile());
        builder.environment().put("LC_ALL", "C");
        try {
            if (builder.start().waitFor() != 0) {
                throw new LaunchFailure(program + " of the embedded PostgreSQL failed: " + lastWords());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + program + " ran", e);
        }
    }

    private String lastWords() throws IOException {
        var lines = Files.readAllLines(log);
        var errors = lines.subList(Math.max(0, lines.size() - 20), lines.size()).stream()
                .filter(line -> line.matches(".*(FATAL|PANIC|ERROR|error):.*"))
                .toList();
        return (errors.isEmpty() ? "" : errors.getLast().strip() + " ") + "(see " + log + ")";
    }
}
