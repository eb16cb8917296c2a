package io.agentrunner.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The main class of {@code launch.jar} in a {@link MicroFolder}: starts Payara Micro with its usual arguments. Several
 * servers may run from one folder, which they only read. Each writes to its own {@code --rootdir}. The default is a new one
 * in the folder for temporary files. With {@code HEALTH_PORT} in the environment the listener for health is on.
 */
public final class MicroMain {
    private static final String SERVER = "fish.payara.micro.impl.PayaraMicroImpl";

    private MicroMain() {}

    public static void main(String[] args) throws Exception {
        // Taken from the class path, since the location of a cached class may be the place where the cache was made.
        var jar = Path.of(System.getProperty("java.class.path")).toAbsolutePath();
        System.setProperty("fish.payara.micro.BootJar", jar.toUri().toString());
        System.setProperty("fish.payara.micro.UnpackDir", jar.getParent().toString());
        if (!System.getenv().getOrDefault("HEALTH_PORT", "").isBlank()) {
            System.setProperty("health.enabled", "true");
        }
        var arguments = new ArrayList<>(List.of(args));
        if (!arguments.contains("--rootdir")) {
            arguments.addAll(
                    List.of("--rootdir", Files.createTempDirectory("node-").toString()));
        }
        var root = Path.of(arguments.get(arguments.indexOf("--rootdir") + 1));
        copy(jar.resolveSibling("lib"), Files.createDirectories(root).resolve("lib"));
        Class.forName(SERVER).getMethod("main", String[].class).invoke(null, (Object) arguments.toArray(String[]::new));
    }

    /** The server expects its resource adapters below the folder to which it writes. */
    private static void copy(Path from, Path to) throws IOException {
        List<Path> paths;
        try (var walk = Files.walk(from)) {
            paths = walk.toList();
        }
        for (var path : paths) {
            var target = to.resolve(from.relativize(path));
            if (Files.isDirectory(path)) {
                Files.createDirectories(target);
            } else {
                Files.copy(path, target);
            }
        }
    }
}
