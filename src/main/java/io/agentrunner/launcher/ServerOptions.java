package io.agentrunner.launcher;

import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * The options of a Payara Server.
 *
 * @param folder the data folder: gets the server's programs, {@code domains}, {@code admin-password} and {@code logs}
 * @param environment added to the environment of this process
 */
record ServerOptions(
        Path folder, int httpPort, int adminPort, Map<String, String> environment, Installation installation) {
    ServerOptions {
        folder = folder.toAbsolutePath();
        environment = Map.copyOf(environment);
    }

    /** Returns the options of a server in the project's folder, with the environment of this process. */
    static ServerOptions of(Path folder, int httpPort, int adminPort) {
        return new ServerOptions(folder, httpPort, adminPort, Map.of(), Installation.here());
    }

    /** The ports that the user chose. */
    static ServerOptions from(Options options) {
        return of(
                options.dataFolder(),
                Options.port(options.environment(), "HTTP_PORT", 8080),
                Options.port(options.environment(), "ADMIN_PORT", 4848));
    }

    ServerOptions with(Map<String, String> moreEnvironment) {
        var all = new HashMap<>(environment);
        all.putAll(moreEnvironment);
        return new ServerOptions(folder, httpPort, adminPort, all, installation);
    }

    /** Returns the address of the application on this machine. */
    URI uri() {
        return URI.create("http://127.0.0.1:" + httpPort);
    }
}
