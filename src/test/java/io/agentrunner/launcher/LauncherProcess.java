package io.agentrunner.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The launcher as users start it: a process in its own process group, with all its output. */
public final class LauncherProcess {
    private static final List<String> SETTINGS = List.of(
            "DATA_DIR",
            "PORT",
            "HTTP_PORT",
            "ADMIN_PORT",
            "HOST",
            "WORKERS",
            "DATABASE",
            "WORKER_",
            "LOG_",
            "TLS",
            "HTTP_HOSTS");

    private final Process shell;
    private final List<String> lines = new ArrayList<>();
    private final Thread reader;

    private LauncherProcess(Process shell) {
        this.shell = shell;
        this.reader = Thread.ofVirtual().start(this::read);
    }

    public static LauncherProcess start(Class<?> main, Map<String, String> environment) {
        return start(
                environment,
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                "target/classes:target/launcher/*",
                main.getName());
    }

    /**
     * Job control gives the launcher its own process group, like a terminal, so signals to it do not reach the tests.
     * With this umask, everybody could read and write files whose mode the start does not set.
     */
    public static LauncherProcess start(Map<String, String> environment, String... command) {
        var shell =
                Stream.of("bash", "-c", "umask 000; set -m; \"$@\" & echo \"group $!\"; set +m; wait $!", "launcher");
        var builder =
                new ProcessBuilder(Stream.concat(shell, Stream.of(command)).toList()).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> SETTINGS.stream().anyMatch(name::startsWith));
        // Starts faster, without the compiler for long runs
        builder.environment().put("NODE_JAVA_OPTS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
        builder.environment().putAll(environment);
        try {
            return new LauncherProcess(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read() {
        try (var input = shell.inputReader()) {
            for (String line; (line = input.readLine()) != null; ) {
                add(line);
            }
        } catch (IOException e) {
            add("the output ended: " + e);
        }
    }

    private synchronized void add(String line) {
        lines.add(line);
        notifyAll();
    }

    public synchronized List<String> lines() {
        return lines.stream().filter(line -> !line.startsWith("group ")).toList();
    }

    /** Waits for a line with this text. Fails if the process ends without it, or after a minute. */
    String awaitLine(String part) throws InterruptedException {
        return awaitLine(part, Duration.ofMinutes(3));
    }

    synchronized String awaitLine(String part, Duration most) throws InterruptedException {
        Predicate<String> wanted = line -> line.contains(part);
        var deadline = System.nanoTime() + most.toNanos();
        while (lines.stream().noneMatch(wanted)) {
            var left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            assertThat(left > 0 && reader.isAlive())
                    .as("no \"%s\" in %s", part, lines)
                    .isTrue();
            wait(Math.min(left, 100));
        }
        return lines.stream().filter(wanted).findFirst().orElseThrow();
    }

    /** Sends a signal to the launcher alone. */
    void signal(String name) throws Exception {
        kill(name, Long.toString(group()));
    }

    /** Sends a signal to the launcher and every process of its group at once, as a terminal does. */
    void signalGroup(String name) throws Exception {
        kill(name, "-" + group());
    }

    private static void kill(String signal, String target) throws Exception {
        var kill = new ProcessBuilder("kill", "-s", signal, "--", target)
                .inheritIO()
                .start();
        assertThat(kill.waitFor()).as("kill %s %s", signal, target).isZero();
    }

    private long group() throws InterruptedException {
        return Long.parseLong(awaitLine("group ").substring("group ".length()));
    }

    /** Waits for the end, a minute at most, and returns the exit code. */
    public int awaitExit() throws InterruptedException {
        return awaitExit(Duration.ofMinutes(2));
    }

    public int awaitExit(Duration most) throws InterruptedException {
        assertThat(shell.waitFor(most.toMillis(), TimeUnit.MILLISECONDS))
                .as("ended: %s", lines())
                .isTrue();
        reader.join(Duration.ofSeconds(5));
        return shell.exitValue();
    }

    /** Returns the processes of this machine with that folder in their command line. */
    static List<ProcessHandle> allNaming(Path folder) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").contains(folder.toString()))
                .toList();
    }

    /** Ends the remaining processes after a failed test. */
    void end() throws Exception {
        if (shell.isAlive()) {
            signal("TERM");
            shell.waitFor(30, TimeUnit.SECONDS);
        }
    }
}
