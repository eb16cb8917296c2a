package io.agentrunner.system;

import io.agentrunner.launcher.NodeProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;

/** A wall clock that is off, for one process: libfaketime answers in the place of the kernel. */
final class WrongClock {
    private static final Path LIBRARIES = Path.of("/usr/lib");
    private static final DateTimeFormatter LOG_TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSxx");
    private static final Path SHARED_MEMORY = Path.of("/dev/shm");

    private WrongClock() {}

    /** The environment of a process whose wall clock is ahead by so many seconds, or behind by as many below zero. */
    static Map<String, String> ahead(int seconds) {
        if (seconds == 0) {
            return Map.of();
        }
        return Map.of(
                "LD_PRELOAD",
                library().toString(),
                "FAKETIME",
                "%+ds".formatted(seconds),
                // A JVM waits by the monotonic clock. Left to itself the library answers a wrong one of these too, or
                // takes
                // the time until which such a wait lasts for one of the wall clock: it then returns at once, for ever.
                "FAKETIME_DONT_FAKE_MONOTONIC",
                "1",
                "FAKETIME_FORCE_MONOTONIC_FIX",
                "0");
    }

    private static Path library() {
        try (var folders = Files.newDirectoryStream(LIBRARIES)) {
            for (var folder : folders) {
                var library = folder.resolve("faketime/libfaketime.so.1");
                if (Files.exists(library)) {
                    return library;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new AssertionError("This test gives nodes a wrong clock with libfaketime, which is not below " + LIBRARIES
                + ": install the package libfaketime (apt-get install libfaketime).");
    }

    /** Milliseconds since 1970 at which a node wrote a line of its log, by its own clock. */
    static long writtenAt(String line) {
        return OffsetDateTime.parse(line.substring(0, line.indexOf(' ')), LOG_TIME)
                .toInstant()
                .toEpochMilli();
    }

    /** Removes what the library leaves behind of a process that was killed: another one with its id could not start. */
    static void forget(NodeProcess killed) {
        if (!Files.isDirectory(SHARED_MEMORY)) {
            return;
        }
        try (var left = Files.newDirectoryStream(SHARED_MEMORY, "*faketime_*_" + killed.pid())) {
            for (var file : left) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
