package io.agentrunner.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A Payara Server with its own domain in the data folder, on loopback only, configured with the files of {@code
 * server-config}. Changes by an operator stay. The domain is made again when those files change or its password is lost.
 */
final class PayaraDomain {
    /** Also the name of the application. */
    static final String NAME = "agent-runner";

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration PATIENCE_WITH_THE_OLD = Duration.ofMinutes(1);
    private static final Duration LOOK_EVERY = Duration.ofMillis(100);
    private static final String BEFORE_BOOT = "payara-server-loopback.asadmin";

    private final ServerOptions options;
    private final Asadmin asadmin;
    private final Path domains;
    private final Path home;
    /** Written after the last step, with a digest of the files that were used, so an interrupted start begins again. */
    private final Path configured;

    private PayaraDomain(ServerOptions options, Path payara) {
        this.options = options;
        domains = options.folder().resolve("domains");
        home = domains.resolve(NAME);
        configured = home.resolve("configured-with");
        var logs = options.folder().resolve("logs");
        asadmin = new Asadmin(
                payara, passwordFile(), options.adminPort(), logs.resolve("asadmin.log"), options.environment());
    }

    /** Unpacks the server, if that was not done before. */
    static PayaraDomain in(ServerOptions options) {
        try {
            return new PayaraDomain(
                    options,
                    PayaraPrograms.unpackedBelow(
                            options.folder(), options.installation().payaraServer()));
        } catch (IOException e) {
            throw new LaunchFailure("Payara Server cannot be unpacked: " + e, e);
        }
    }

    /** Returns whether there is a domain that was configured with the current files. */
    boolean isConfigured() {
        try {
            return Files.exists(passwordFile())
                    && Files.exists(configured)
                    && Files.readString(configured).equals(configuration());
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /** Makes the domain without starting it. A previous domain is deleted. */
    void create() {
        try {
            Folders.delete(home);
            if (!Files.exists(passwordFile())) {
                AdminPassword.create(passwordFile());
            }
            asadmin.run(
                    PATIENCE,
                    "create-domain",
                    "--domaindir",
                    domains.toString(),
                    "--adminport",
                    Integer.toString(options.adminPort()),
                    "--instanceport",
                    Integer.toString(options.httpPort()),
                    "--checkports=false",
                    "--savelogin=false",
                    NAME);
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /** Starts the server and returns when it accepts commands. */
    void start() {
        try {
            DomainFile.setPort(configurationFile(), "http-listener-1", options.httpPort());
            DomainFile.setPort(configurationFile(), "admin-listener", options.adminPort());
        } catch (IOException e) {
            throw failure(e);
        }
        var loopback = options.installation().serverConfig().resolve(BEFORE_BOOT);
        var first = Files.exists(configured) ? new String[0] : new String[] {"--prebootcommandfile", "" + loopback};
        asadmin.run(PATIENCE, command(first, "start-domain", "--domaindir", domains.toString(), NAME));
    }

    /** Configures the running server for the application. */
    void configure() {
        asadmin.run(PATIENCE, "add-library", options.installation().driver().toString());
        for (var file : configurationFiles()) {
            asadmin.run(
                    PATIENCE,
                    "multimode",
                    "--file",
                    options.installation().serverConfig().resolve(file).toString());
        }
        try {
            Files.writeString(OwnerOnly.file(configured), configuration());
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /**
     * Deploys the application at the root, if this version is not deployed yet. Returns whether it did.
     *
     * @param sinceStart the log of this start
     */
    boolean deploy(DeploymentLog sinceStart) {
        var log = DeploymentLog.from(logFile());
        var archive = options.installation().application();
        var deployed = home.resolve("deployed");
        try {
            if (Files.exists(deployed) && Files.mismatch(archive, deployed) == -1) {
                return false;
            }
            Files.deleteIfExists(deployed);
            if (asadmin("list-applications").contains(NAME)) {
                awaitLoaded(sinceStart);
            }
            asadmin.run(PATIENCE, "deploy", "--force=true", "--name", NAME, "--contextroot", "/", archive.toString());
            try (var copy = Files.newOutputStream(OwnerOnly.file(deployed))) {
                Files.copy(archive, copy);
            }
            return true;
        } catch (LaunchFailure refused) {
            throw log.hasFailedToLoad() ? cannotRun(log) : refused;
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /**
     * Waits until the server has loaded the previous deployment, since a new one at the same time makes both fail. A
     * previous deployment that hangs is replaced.
     */
    private void awaitLoaded(DeploymentLog sinceStart) {
        var deadline = System.nanoTime() + PATIENCE_WITH_THE_OLD.toNanos();
        try (var readiness = new Readiness(options.uri())) {
            while (!readiness.isReady() && !sinceStart.hasFailedToLoad() && System.nanoTime() < deadline) {
                LockSupport.parkNanos(LOOK_EVERY.toNanos());
            }
        }
    }

    /**
     * Waits until the application is ready.
     *
     * @param log of this start
     *
     * @throws LaunchFailure with the reason from the log, if it cannot be started or the time is over
     */
    void awaitReady(DeploymentLog log) {
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        try (var readiness = new Readiness(options.uri())) {
            while (!readiness.isReady()) {
                if (process().isEmpty()) {
                    throw new LaunchFailure("Payara Server ended while it started; see " + logFile());
                }
                if (log.hasFailedToLoad()) {
                    throw cannotRun(log);
                }
                if (System.nanoTime() > deadline) {
                    throw new LaunchFailure("The application is not ready after " + PATIENCE.toSeconds()
                            + " seconds; see " + logFile());
                }
                LockSupport.parkNanos(LOOK_EVERY.toNanos());
            }
        }
    }

    /** Stops the server in order, so the application releases its runs. Returns when the server has ended. */
    void stop(Duration patience) {
        var seconds = Long.toString(patience.toSeconds());
        asadmin.run(
                patience.plusSeconds(10), "stop-domain", "--domaindir", domains.toString(), "--timeout", seconds, NAME);
    }

    /** Runs a command of {@code asadmin} against the server and returns its output. */
    String asadmin(String... command) {
        return asadmin.run(PATIENCE, command);
    }

    /** Returns the process of the server, which changes with a restart from the admin console. */
    Optional<ProcessHandle> process() {
        try {
            var pid = Long.parseLong(Files.readString(pidFile()).strip());
            return ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
        } catch (IOException | NumberFormatException notRunning) {
            return Optional.empty();
        }
    }

    /** The server deletes this file when it ends in order. */
    Path pidFile() {
        return home.resolve("config/pid");
    }

    /** Returns the password file for {@code asadmin --passwordfile}. */
    Path passwordFile() {
        return options.folder().resolve("admin-password");
    }

    /** Returns the log of the server, which starts a new file when this one is large. */
    Path logFile() {
        return home.resolve("logs/server.log");
    }

    Path configurationFile() {
        return home.resolve("config/domain.xml");
    }

    Path asadminProgram() {
        return asadmin.payara().resolve("bin/asadmin");
    }

    private List<String> configurationFiles() {
        var common = List.of("payara-micro.asadmin", "payara-server.asadmin");
        return asadmin.payara().getFileName().toString().startsWith("payara-6.")
                ? Stream.concat(common.stream(), Stream.of("payara-server-6.asadmin"))
                        .toList()
                : common;
    }

    private String configuration() throws IOException {
        var config = options.installation().serverConfig();
        var all = new StringBuilder(asadmin.payara().getFileName() + "\n");
        all.append(Files.readString(config.resolve(BEFORE_BOOT)));
        for (var file : configurationFiles()) {
            all.append(Files.readString(config.resolve(file)));
        }
        return all.toString();
    }

    private static String[] command(String[] options, String name, String... rest) {
        return Stream.of(new String[] {name}, options, rest)
                .flatMap(Arrays::stream)
                .toArray(String[]::new);
    }

    private static LaunchFailure cannotRun(DeploymentLog log) {
        return new LaunchFailure("Payara Server cannot run the application: " + log.reason());
    }

    private LaunchFailure failure(IOException e) {
        return new LaunchFailure("The domain in " + home + " cannot be used: " + e, e);
    }
}
