package io.agentrunner.launcher;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Limits the size of a log to which another process appends. Beyond the limit the text moves to {@code NAME.1}, which
 * replaces the previous one, and the log is emptied. The writer keeps its file open, so the text is copied and the file not
 * renamed. Text that is written in the microseconds between the copy and the emptying is lost.
 *
 * @param most the size in bytes at which the log is emptied
 * @param allowed whether it may be emptied now; while a start may fail, its reason is searched from the place where the
 * start began
 */
record LogRotation(Path log, long most, BooleanSupplier allowed) {
    private static final long LOOK_EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Returns the file with the text before the last rotation. */
    Path before() {
        return log.resolveSibling(log.getFileName() + ".1");
    }

    boolean isDue() throws IOException {
        return Files.exists(log) && Files.size(log) > most && allowed.getAsBoolean();
    }

    /** Copies the log and empties it. */
    void rotate() throws IOException {
        Files.deleteIfExists(before());
        try (var from = FileChannel.open(log, StandardOpenOption.READ, StandardOpenOption.WRITE);
                var to = FileChannel.open(OwnerOnly.file(before()), StandardOpenOption.WRITE)) {
            var copied = 0L;
            while (copied < from.size()) {
                copied += from.transferTo(copied, from.size() - copied, to);
            }
            from.truncate(0);
        }
    }

    /** Rotates a log that nobody follows, on a separate thread, while a condition holds. */
    void watch(BooleanSupplier written) {
        Thread.ofPlatform().daemon().name("rotate-" + log.getFileName()).start(() -> {
            while (written.getAsBoolean()) {
                try {
                    if (isDue()) {
                        rotate();
                    }
                } catch (IOException e) {
                    System.err.println("Agent Runner: " + log + " cannot be rotated and keeps growing: " + e);
                    return;
                }
                LockSupport.parkNanos(LOOK_EVERY_NANOS);
            }
        });
    }
}
