package io.agentrunner.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Where {@code launch.jar} of a {@link MicroFolder} begins: Payara Micro with its usual arguments. Several servers may run
 * from one such folder, which they only read; each writes to its own {@code --rootdir}, a new one in the folder for temporary
 * files unless it is named. With {@code HEALTH_PORT} in the environment the listener for health is on.
 */
public final class MicroMain {
    private static final String SERVER = "fish.payara.micro.impl.PayaraMicroImpl";

    private MicroMain() {}

    public static void main(String[] args) throws Exception {
        // By the class path, which is what was started; a class out of Java's cache may tell where the cache was made.
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

    /** The server looks for its resource adapters below the folder that it writes to. */
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
