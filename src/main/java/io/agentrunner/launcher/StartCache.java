package io.agentrunner.launcher;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * Java's archive of the server's classes for the next start: its AOT cache from JDK 25 on, an archive for class data sharing
 * before. It is made once per server and Java version, by a training node with its own database. Without the cache a start
 * takes about twice as long, but works.
 */
final class StartCache {
    /** A failure is not retried by this process. */
    private static boolean failed;

    private final Installation installation;
    private final Path file;
    private final boolean ahead;

    private StartCache(Installation installation, Path micro) {
        this.installation = installation;
        ahead = Runtime.version().feature() >= 25;
        // The cache contains the absolute class path
        var where = Integer.toHexString(micro.toAbsolutePath().hashCode());
        file = micro.resolve("java-" + Runtime.version() + "-" + where + (ahead ? ".aot" : ".jsa"));
    }

    /**
     * Returns the options with which Java uses the cache, or none if it could not be made. Makes the cache if it is
     * missing.
     */
    static List<String> options(Installation installation) {
        return options(installation, Progress.SILENT);
    }

    static synchronized List<String> options(Installation installation, Progress progress) {
        var cache = new StartCache(installation, installation.micro());
        failed = failed || (!Files.exists(cache.file) && !cache.make(progress));
        return !failed ? List.of(cache.use(cache.file)) : List.of();
    }

    private String use(Path path) {
        return (ahead ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=") + path;
    }

    private String keep(Path path) {
        return (ahead ? "-XX:AOTCacheOutput=" : "-XX:ArchiveClassesAtExit=") + path;
    }

    private boolean make(Progress progress) {
        var lock = file.resolveSibling("making.lock");
        // One of several processes makes it, the others wait
        try (var channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var held = channel.lock()) {
            if (!Files.exists(file)) {
                practise(progress);
            }
            return held.isValid();
        } catch (IOException | LaunchFailure e) {
            System.err.println("Agent Runner: Nodes start without Java's cache of classes: " + e.getMessage());
            return false;
        }
    }

    private void practise(Progress progress) throws IOException {
        try (var practice = new Practice(file.getParent())) {
            var kept = practice.folder().resolve(file.getFileName());
            practice.run(installation, keep(kept), progress);
            if (!Files.exists(kept)) {
                throw new LaunchFailure("the training node left none.");
            }
            Files.move(kept, file, StandardCopyOption.ATOMIC_MOVE);
        }
    }
}
