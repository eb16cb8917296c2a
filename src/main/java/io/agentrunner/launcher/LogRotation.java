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
 * Keeps a log that another process appends to below a size: beyond it the text moves to {@code NAME.1}, which replaces the one
 * before, and the log is emptied. The writer keeps its file open, so the text is copied and not renamed; what the writer adds
 * in the microseconds between the end of the copy and the emptying is lost.
 *
 * @param most bytes after which it is emptied
 * @param allowed whether it may be emptied now; the reason of a failed start is looked for where the start began
 */
record LogRotation(Path log, long most, BooleanSupplier allowed) {
    private static final long LOOK_EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Where the text before the last rotation is. */
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

    /** Looks after a log that nobody follows, on a thread of its own, while this holds. */
    void watch(BooleanSupplier written) {
        Thread.ofPlatform().daemon().name("rotate-" + log.getFileName()).start(() -> {
            while (written.getAsBoolean()) {
                try {
                    if (isDue()) {
                        rotate();
                    }
                } catch (IOException e) {
                    System.err.println("Agent Runner: " + log + " cannot be rotated and grows on: " + e);
                    return;
                }
                LockSupport.parkNanos(LOOK_EVERY_NANOS);
            }
        });
    }
}
