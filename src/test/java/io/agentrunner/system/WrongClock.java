package io.agentrunner.system;

import io.agentrunner.launcher.NodeProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;

/** A wrong wall clock for one process: libfaketime answers instead of the kernel. */
final class WrongClock {
    private static final Path LIBRARIES = Path.of("/usr/lib");
    private static final DateTimeFormatter LOG_TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSxx");
    private static final Path SHARED_MEMORY = Path.of("/dev/shm");

    private WrongClock() {}

    /**
     * Returns the environment of a process whose wall clock is ahead by this number of seconds, or behind if it is
     * negative.
     */
    static Map<String, String> ahead(int seconds) {
        if (seconds == 0) {
            return Map.of();
        }
        return Map.of(
                "LD_PRELOAD",
                library().toString(),
                "FAKETIME",
                "%+ds".formatted(seconds),
                // A JVM waits by the monotonic clock. By default the library also fakes this clock, or takes the end of
                // such a wait for a time of the wall clock, so that every wait returns at once.
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

    /** Returns when a node wrote a line of its log, in milliseconds since 1970 by its own clock. */
    static long writtenAt(String line) {
        return OffsetDateTime.parse(line.substring(0, line.indexOf(' ')), LOG_TIME)
                .toInstant()
                .toEpochMilli();
    }

    /** Deletes the library's files of a killed process. Otherwise another process with the same id could not start. */
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
