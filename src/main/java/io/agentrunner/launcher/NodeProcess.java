package io.agentrunner.launcher;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** One server process with the application. It outlives this process. */
public final class NodeProcess {
    private static final Duration LOOK_EVERY = Duration.ofMillis(100);

    private final NodeOptions options;
    private final Process process;
    private final Path log;
    private final long logStart;

    private NodeProcess(NodeOptions options, Process process, Path log, long logStart) {
        this.options = options;
        this.process = process;
        this.log = log;
        this.logStart = logStart;
    }

    /** Starts the process and returns at once. {@link #awaitReady} waits until it serves. */
    public static NodeProcess start(NodeOptions options) {
        return start(options, StartCache.options(options.installation()));
    }

    /** @param cache the options for Java's cache of classes */
    static NodeProcess start(NodeOptions options, List<String> cache) {
        try {
            var log = OwnerOnly.folder(options.folder().resolve("logs")).resolve(options.name() + ".log");
            var logStart = Files.size(OwnerOnly.file(log));
            return new NodeProcess(
                    options,
                    new NodeCommand(options, options.installation().micro(), cache)
                            .builder(log)
                            .start(),
                    log,
                    logStart);
        } catch (IOException e) {
            throw new LaunchFailure("Node " + options.port() + " cannot be started: " + e.getMessage(), e);
        }
    }

    public int port() {
        return options.port();
    }

    public String name() {
        return options.name();
    }

    public long pid() {
        return process.pid();
    }

    public ProcessHandle handle() {
        return process.toHandle();
    }

    /** Returns the address of the node on this machine, also if it listens on every address. */
    public URI baseUri() {
        return options.uri();
    }

    /** Returns the full log, including earlier starts. The log of this start begins at {@link #logStart}. */
    public Path logFile() {
        return log;
    }

    long logStart() {
        return logStart;
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Returns a future that completes with the exit code when the process has ended. */
    public CompletableFuture<Integer> onExit() {
        return process.onExit().thenApply(Process::exitValue);
    }

    /**
     * Waits until the node is ready, see {@link Readiness}.
     *
     * @throws LaunchFailure with the reason from the log, if the process ends, the deployment fails or the time is over
     */
    public void awaitReady(Duration patience) {
        var deadline = System.nanoTime() + patience.toNanos();
        var deployment = new DeploymentLog(log, logStart);
        try (var readiness = new Readiness(baseUri())) {
            while (!deployment.isComplete() || !readiness.isReady()) {
                if (!process.isAlive()) {
                    throw new LaunchFailure("Node " + port() + " ended while it started (exit code "
                            + process.exitValue() + "): " + deployment.reason());
                }
                if (deployment.hasFailed()) {
                    throw new LaunchFailure("Node " + port() + " cannot run the application: " + deployment.reason());
                }
                if (System.nanoTime() > deadline) {
                    throw new LaunchFailure(
                            "Node " + port() + " is not ready after " + patience.toSeconds() + " seconds: see " + log);
                }
                LockSupport.parkNanos(LOOK_EVERY.toNanos());
            }
        }
    }

    /** Asks the process to stop in order (SIGTERM). Running agents reach a checkpoint, or their runs are released. */
    public void terminate() {
        process.destroy();
    }

    /** Kills the process like a crash (SIGKILL). */
    public void kill() {
        process.destroyForcibly();
    }

    /** Waits for the end of the process, and returns whether it has ended within this time. */
    public boolean awaitExit(Duration patience) throws InterruptedException {
        return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
    }
}
