package io.agentrunner.launcher;

import io.agentrunner.server.LastingLogs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Builds the command line and the files of one Payara Micro process. */
final class NodeCommand {
    private final NodeOptions options;
    private final Path micro;
    private final List<String> cache;
    private final Path root;

    /**
     * @param micro the server's {@code MicroFolder}
     * @param cache the options for Java's cache of classes
     */
    NodeCommand(NodeOptions options, Path micro, List<String> cache) {
        this.options = options;
        this.micro = micro;
        this.cache = cache;
        this.root = options.folder().resolve("nodes").resolve(Integer.toString(options.port()));
    }

    ProcessBuilder builder(Path log) throws IOException {
        // The server keeps the settings of earlier commands in its folder and refuses to set them again
        Folders.delete(root);
        OwnerOnly.folder(OwnerOnly.folder(root.getParent()).resolve(root.getFileName()));
        var builder = new ProcessBuilder(OwnerOnly.command(command()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        var environment = builder.environment();
        // Each node on this machine needs its own port, so only the launcher assigns one.
        environment.remove(Options.HEALTH_PORT);
        environment.put("HOST", options.host());
        environment.put("NODE_NAME", options.name());
        environment.put("NODE_URL", options.uri().toString());
        environment.putIfAbsent(
                "WORKSPACE_ROOT", options.folder().resolve("workspaces").toString());
        environment.putAll(options.environment());
        return builder;
    }

    private List<String> command() {
        var installation = options.installation();
        var config = installation.serverConfig();
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(
                "-Xmx512m",
                // A half dead node is worse than a dead one, whose runs another node takes over
                "-XX:+ExitOnOutOfMemoryError",
                // The marks of log lines must not depend on the language of the machine
                "-Duser.language=en",
                "-Duser.country=US",
                "-Dstdout.encoding=UTF-8",
                "-Dstderr.encoding=UTF-8",
                "-Djava.util.logging.manager=" + LastingLogs.class.getName()));
        Options.value(System.getenv(), "NODE_JAVA_OPTS")
                .ifPresent(more -> command.addAll(Arrays.asList(more.split("\\s+"))));
        command.addAll(options.javaOptions());
        command.addAll(cache);
        command.addAll(List.of("-jar", micro.resolve("launch.jar").toString()));
        command.addAll(List.of("--nohazelcast", "--disablephonehome"));
        command.addAll(List.of("--port", Integer.toString(options.port())));
        var tls = options.environment().get(Tls.PORT);
        if (tls != null) {
            command.addAll(List.of("--sslPort", tls, "--sslCert", Tls.ALIAS));
        }
        command.addAll(List.of("--rootdir", root.resolve("server").toString()));
        command.addAll(
                List.of("--logproperties", config.resolve("logging.properties").toString()));
        command.addAll(List.of(
                "--prebootcommandfile",
                config.resolve("payara-micro-pre-boot.asadmin").toString()));
        command.addAll(List.of(
                "--postbootcommandfile", config.resolve("payara-micro.asadmin").toString()));
        command.addAll(
                List.of("--deploy", installation.application().toString(), "--contextroot", options.contextRoot()));
        return command;
    }
}
