package io.agentrunner.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the parts lie that a start puts together: what the build left in {@code target}, and {@code server-config}. */
public record Installation(Path home) {
    /** The one in the working directory, which is where make and Maven run. */
    public static Installation here() {
        return new Installation(Path.of("").toAbsolutePath());
    }

    /**
     * The servers of one release of Payara, and the driver. {@code PAYARA=7} in the environment names another release than the
     * default; the build puts each into a folder of its own (property {@code server.folder} of the POM).
     */
    public Path servers() {
        var release = System.getenv("PAYARA");
        return home.resolve("target").resolve(release == null || release.isEmpty() ? "server" : "server-" + release);
    }

    public Path payaraMicro() {
        return existing(servers().resolve("payara-micro.jar"));
    }

    /** Payara Micro with the driver, taken apart: see {@code MicroFolder}. */
    Path micro() {
        try {
            var server = payaraMicro();
            // By its real path, which Java's cache of the server's classes knows
            return MicroFolders.below(server.toRealPath().getParent(), server, driver());
        } catch (IOException e) {
            throw new LaunchFailure("Payara Micro cannot be unpacked: " + e.getMessage(), e);
        }
    }

    /** Brought by {@code make}, when a target needs it. */
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

    /** Where PostgreSQL's programs are unpacked, once per version. */
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
