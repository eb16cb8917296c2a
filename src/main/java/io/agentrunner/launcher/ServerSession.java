package io.agentrunner.launcher;

import java.io.PrintStream;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** Runs one Payara Server with its admin console: {@code make start-server}. */
final class ServerSession extends Session {
    private static final String NAME = "server";
    private static final String LOOPBACK = "127.0.0.1";
    private static final Duration PATIENCE_WITH_A_RESTART = Duration.ofSeconds(60);
    private static final Duration LOOK_EVERY = Duration.ofMillis(200);

    private ServerOptions wanted;
    private PayaraDomain domain;
    private DeploymentLog log;
    private Thread follower;
    private volatile boolean gone;

    ServerSession(PrintStream out) {
        super(out);
    }

    @Override
    void endLeftovers() {
        wanted = ServerOptions.from(options());
        var leftover = folder().ledger().leftover(NAME);
        if (leftover.isPresent()) {
            stop(PayaraDomain.in(wanted), leftover.get());
        }
        var leftovers = folder().ledger().endLeftovers(options().shutdownGrace().plus(MARGIN));
        if (leftover.isPresent() || !leftovers.isEmpty()) {
            say("Ended processes that an earlier start had left running.");
        }
    }

    @Override
    void checkPorts() {
        if (wanted.httpPort() == wanted.adminPort()) {
            throw new LaunchFailure("HTTP_PORT and ADMIN_PORT are both " + wanted.httpPort() + ".");
        }
        Ports.check("HTTP_PORT", LOOPBACK, wanted.httpPort());
        Ports.check("ADMIN_PORT", LOOPBACK, wanted.adminPort());
    }

    @Override
    void startServers(Database database) {
        var environment = wanted.with(database.environment());
        if (Options.value(options().environment(), "WORKSPACE_ROOT").isEmpty()) {
            environment = environment.with(Map.of(
                    "WORKSPACE_ROOT", folder().path().resolve("workspaces").toString()));
        }
        domain = unpacked(environment);
        var known = domain.isConfigured();
        if (!known) {
            during("Making a domain in " + shown(folder().path()) + ", once", domain::create);
        }
        during("Starting Payara Server with " + database, this::startServer);
        if (!known) {
            during("Configuring it with the files of server-config, once", domain::configure);
        }
        progress().of("Deploying, and waiting until it is ready", () -> {
            inOrder(this::deploy);
            domain.awaitReady(log);
            return log;
        });
    }

    private PayaraDomain unpacked(ServerOptions in) {
        return PayaraPrograms.areBelow(in.folder())
                ? PayaraDomain.in(in)
                : progress().of("Unpacking Payara Server, once", () -> PayaraDomain.in(in));
    }

    private void during(String what, Runnable step) {
        progress().of(what, () -> {
            inOrder(step);
            return what;
        });
    }

    /** A stop waits for the end of the current step, since half a step would leave an unknown state. */
    private synchronized void inOrder(Runnable step) {
        refuseWhenStopping();
        step.run();
    }

    private void startServer() {
        log = DeploymentLog.from(domain.logFile());
        domain.start();
        watch(domain.process()
                .orElseThrow(() -> new LaunchFailure("Payara Server ended at once; see " + shown(domain.logFile()))));
        follower = Thread.ofPlatform()
                .daemon()
                .name("log")
                .start(new LogFollower(domain.logFile(), log.start(), () -> !gone, entry -> view().show("", entry)));
    }

    private void deploy() {
        if (domain.deploy(log)) {
            // The previous deployment may have failed at the start
            log = DeploymentLog.from(domain.logFile());
        }
    }

    private void watch(ProcessHandle process) {
        folder().ledger().enter(NAME, process);
        var unused = process.onExit().thenAccept(this::ended);
    }

    /**
     * Called when the server has ended by itself, or when an operator restarts it from the admin console or with
     * asadmin.
     */
    private void ended(ProcessHandle process) {
        if (isStopping()) {
            return;
        }
        var crashed = Files.exists(domain.pidFile());
        var next = crashed ? Optional.<ProcessHandle>empty() : successor(process);
        if (next.isPresent()) {
            watch(next.get());
            say("Payara Server was restarted.");
        } else if (!isStopping()) {
            lose("Payara Server has ended" + (crashed ? " unexpectedly" : "") + "; see " + shown(domain.logFile())
                    + ". Stopping.");
        }
    }

    private Optional<ProcessHandle> successor(ProcessHandle process) {
        var deadline = System.nanoTime() + PATIENCE_WITH_A_RESTART.toNanos();
        while (!isStopping() && System.nanoTime() < deadline) {
            var found = domain.process().filter(other -> other.pid() != process.pid());
            if (found.isPresent()) {
                return found;
            }
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
        }
        return Optional.empty();
    }

    @Override
    void stopServers() {
        var running = domain == null ? Optional.<ProcessHandle>empty() : domain.process();
        if (running.isEmpty()) {
            return;
        }
        if (isReady()) {
            say("Stopping: running agents get up to "
                    + options().shutdownGrace().toSeconds() + " s to reach a checkpoint …");
        }
        if (!stop(domain, running.get())) {
            say("The server did not stop in time and was killed; the next start recovers its runs.");
        }
        gone = true;
        if (follower != null) {
            join(follower);
        }
        folder().ledger().strike(NAME);
    }

    /** Returns whether the server stopped in order. */
    private boolean stop(PayaraDomain of, ProcessHandle process) {
        if (!process.isAlive()) {
            return true;
        }
        try {
            of.stop(options().shutdownGrace().plus(MARGIN));
        } catch (LaunchFailure notInTime) {
            // It does not listen yet, or no longer
        }
        return Termination.hasGone(process, MARGIN);
    }

    @Override
    String readyLine(Database database) {
        return "Ready: http://localhost:" + wanted.httpPort() + ", admin console http://localhost:" + wanted.adminPort()
                + " (user admin, its password behind the = in " + shown(domain.passwordFile()) + "), " + database
                + ", data in "
                + shown(folder().path()) + ", full log in " + shown(domain.logFile());
    }
}
