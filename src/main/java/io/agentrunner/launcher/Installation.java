package io.agentrunner.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The location of the parts of a start: the results of the build in {@code target}, and {@code server-config}. */
public record Installation(Path home) {
    /** Returns the installation in the working directory, where make and Maven run. */
    public static Installation here() {
        return new Installation(Path.of("").toAbsolutePath());
    }

    /**
     * Returns the folder with the servers of one release of Payara and the driver. {@code PAYARA=7} in the environment
     * selects another release than the default. The build puts each release into its own folder (property {@code
     * server.folder} of the POM).
     */
    public Path servers() {
        var release = System.getenv("PAYARA");
        return home.resolve("target").resolve(release == null || release.isEmpty() ? "server" : "server-" + release);
    }

    public Path payaraMicro() {
        return existing(servers().resolve("payara-micro.jar"));
    }

    /** Returns the unpacked Payara Micro with the driver, see {@code MicroFolder}. */
    Path micro() {
        try {
            var server = payaraMicro();
            // Its real path, which Java's cache of the server's classes contains
            return MicroFolders.below(server.toRealPath().getParent(), server, driver());
        } catch (IOException e) {
            throw new LaunchFailure("Payara Micro cannot be unpacked: " + e.getMessage(), e);
        }
    }

    /** Returns the archive of Payara Server, which {@code make} downloads for targets that need it. */
    public Path payaraServer() {
        return existing(servers().resolve("payara-server.zip"));
    }

    public Path driver() {
        return existing(servers().resolve("postgresql.jar"));
    }

    public Path application() {
        return existing(home.resolve("target/agent-runner.war"));
    }

    public Path serverConfig() {
        return existing(home.resolve("server-config"));
    }

    /** Returns the folder for PostgreSQL's unpacked programs, one per version. */
    public Path postgres() {
        return home.resolve("target/postgres");
    }

    private static Path existing(Path path) {
        if (!Files.exists(path)) {
            throw new LaunchFailure(
                    path + " is missing: build it with 'make package', and run this in the project's folder.");
        }
        return path;
    }
}
