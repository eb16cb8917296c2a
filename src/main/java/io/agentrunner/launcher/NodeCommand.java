package io.agentrunner.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The command line and the files of one Payara Micro process. */
final class NodeCommand {
    private final NodeOptions options;
    private final Path root;

    NodeCommand(NodeOptions options) {
        this.options = options;
        this.root = options.folder().resolve("nodes").resolve(Integer.toString(options.port()));
    }

    ProcessBuilder builder(Path log) throws IOException {
        // The server keeps what earlier commands set in its folder and refuses to set it again
        Folders.delete(root);
        var classes = Files.createDirectories(root.resolve("classes"));
        copy(LastingLogs.class, classes);
        copy(LogFormat.class, classes);

        var builder = new ProcessBuilder(command(classes))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        var environment = builder.environment();
        environment.put("HOST", options.host());
        environment.put("NODE_NAME", options.name());
        environment.put("NODE_URL", options.uri().toString());
        environment.putIfAbsent(
                "WORKSPACE_ROOT", options.folder().resolve("workspaces").toString());
        environment.putAll(options.environment());
        return builder;
    }

    private List<String> command(Path classes) {
        var installation = options.installation();
        var config = installation.serverConfig();
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(
                "-Xmx512m",
                // Half dead is worse than dead: another node takes over what a dead one had
                "-XX:+ExitOnOutOfMemoryError",
                // What the log's lines are recognized by must not depend on the language of the machine
                "-Duser.language=en",
                "-Duser.country=US",
                "-Dstdout.encoding=UTF-8",
                "-Dstderr.encoding=UTF-8",
                "-Xbootclasspath/a:" + classes,
                "-Djava.util.logging.manager=" + LastingLogs.class.getName()));
        Options.value(System.getenv(), "NODE_JAVA_OPTS")
                .ifPresent(more -> command.addAll(Arrays.asList(more.split("\\s+"))));
        command.addAll(options.javaOptions());
        command.addAll(List.of("-jar", installation.payaraMicro().toString()));
        command.addAll(List.of("--nohazelcast", "--disablephonehome"));
        command.addAll(List.of("--port", Integer.toString(options.port())));
        command.addAll(List.of("--rootdir", root.resolve("server").toString()));
        command.addAll(List.of("--addlibs", installation.driver().toString()));
        command.addAll(
                List.of("--logproperties", config.resolve("logging.properties").toString()));
        command.addAll(List.of(
                "--prebootcommandfile",
                config.resolve("payara-micro-pre-boot.asadmin").toString()));
        command.addAll(List.of(
                "--postbootcommandfile", config.resolve("payara-micro.asadmin").toString()));
        command.addAll(List.of("--deploy", installation.application().toString(), "--contextroot", "/"));
        return command;
    }

    /** The classes of ours in the server's own class loader; the rest of the launcher has no business there. */
    private static void copy(Class<?> type, Path classes) throws IOException {
        var name = type.getName().replace('.', '/') + ".class";
        var target = classes.resolve(name);
        Files.createDirectories(target.getParent());
        try (var in = type.getResourceAsStream("/" + name)) {
            Files.copy(in, target);
        }
    }
}
