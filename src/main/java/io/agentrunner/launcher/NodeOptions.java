package io.agentrunner.launcher;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The options of one node process.
 *
 * @param folder the data folder: gets {@code nodes/PORT} and {@code logs/node-PORT.log}
 * @param environment added to the environment of this process
 * @param javaOptions added to the options of every node
 * @param contextRoot the path of the application on the server; {@code /} is the server's root
 */
public record NodeOptions(
        int port,
        String host,
        Path folder,
        Map<String, String> environment,
        List<String> javaOptions,
        Installation installation,
        String contextRoot) {
    public NodeOptions {
        folder = folder.toAbsolutePath();
        environment = Map.copyOf(environment);
        javaOptions = List.copyOf(javaOptions);
    }

    public NodeOptions(
            int port,
            String host,
            Path folder,
            Map<String, String> environment,
            List<String> javaOptions,
            Installation installation) {
        this(port, host, folder, environment, javaOptions, installation, "/");
    }

    /** Returns the options of a node on loopback, in the project's folder, with the environment of this process. */
    public static NodeOptions of(int port, Path folder) {
        return new NodeOptions(port, "127.0.0.1", folder, Map.of(), List.of(), Installation.here());
    }

    public NodeOptions withHost(String newHost) {
        return new NodeOptions(port, newHost, folder, environment, javaOptions, installation, contextRoot);
    }

    public NodeOptions with(Map<String, String> moreEnvironment) {
        var all = new HashMap<>(environment);
        all.putAll(moreEnvironment);
        return new NodeOptions(port, host, folder, all, javaOptions, installation, contextRoot);
    }

    public NodeOptions with(Database database) {
        return with(database.environment());
    }

    public NodeOptions withJavaOptions(String... more) {
        var all = new ArrayList<>(javaOptions);
        all.addAll(List.of(more));
        return new NodeOptions(port, host, folder, environment, all, installation, contextRoot);
    }

    /** Returns the options with the application below a path of the server. */
    public NodeOptions withContextRoot(String newRoot) {
        return new NodeOptions(port, host, folder, environment, javaOptions, installation, newRoot);
    }

    public NodeOptions withPort(int newPort) {
        return new NodeOptions(newPort, host, folder, environment, javaOptions, installation, contextRoot);
    }

    /** Returns the address of the node on this machine. */
    URI uri() {
        var reached = host.equals("0.0.0.0") ? "127.0.0.1" : host;
        return URI.create("http://" + (reached.contains(":") ? "[" + reached + "]" : reached) + ":" + port);
    }

    public String name() {
        return "node-" + port;
    }
}
