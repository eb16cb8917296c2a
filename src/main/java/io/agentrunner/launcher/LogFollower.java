package io.agentrunner.launcher;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Reads a growing log and passes it on entry by entry. The server writes to a file and not to this process, so a paused
 * terminal (Ctrl+S) pauses only this reader.
 */
final class LogFollower implements Runnable {
    private static final long LOOK_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(150);
    private static final int LINES_TO_KEEP = 400;

    private final Path log;
    private final Optional<LogRotation> rotation;
    private final BooleanSupplier writing;
    private final Consumer<List<String>> reader;
    private final List<String> entry = new ArrayList<>();
    private long position;

    /** Follows a log that is rotated by its writer or not at all. */
    LogFollower(Path log, long start, BooleanSupplier writing, Consumer<List<String>> reader) {
        this(log, start, Optional.empty(), writing, reader);
    }

    /** Follows a log and rotates it. */
    LogFollower(LogRotation rotation, long start, BooleanSupplier writing, Consumer<List<String>> reader) {
        this(rotation.log(), start, Optional.of(rotation), writing, reader);
    }

    private LogFollower(
            Path log,
            long start,
            Optional<LogRotation> rotation,
            BooleanSupplier writing,
            Consumer<List<String>> reader) {
        this.log = log;
        this.position = start;
        this.rotation = rotation;
        this.writing = writing;
        this.reader = reader;
    }

    /** Follows the log until the writer has ended and everything is read. */
    @Override
    public void run() {
        try {
            boolean more;
            do {
                more = writing.getAsBoolean();
                // An entry is complete when the next one begins, or when nothing follows for a while
                if (!readOn()) {
                    handOn();
                    LockSupport.parkNanos(LOOK_EVERY_NANOS);
                }
                rotateIfDue();
            } while (more);
            while (readOn()) {
                // the rest, written after the last read
            }
            handOn();
        } catch (IOException e) {
            throw new LaunchFailure("The log " + log + " cannot be read: " + e, e);
        }
    }

    /**
     * Rotates the log in this class, so that the reader loses no line. Text since the last read is read from the new
     * location.
     */
    private void rotateIfDue() throws IOException {
        if (rotation.isPresent() && rotation.get().isDue()) {
            rotation.get().rotate();
            while (readOn(rotation.get().before())) {
                // up to the end of the moved text
            }
            position = 0;
        }
    }

    private boolean readOn() throws IOException {
        return readOn(log);
    }

    private boolean readOn(Path log) throws IOException {
        try (var file = new RandomAccessFile(log.toFile(), "r")) {
            if (file.length() < position) {
                // The server started a new file
                position = 0;
            }
            var fresh = new byte[(int) Math.min(file.length() - position, 1 << 20)];
            if (fresh.length == 0) {
                return false;
            }
            file.seek(position);
            file.readFully(fresh);
            // Up to the last line feed. The rest is half a line, perhaps with half a character
            var end = lastLineFeed(fresh) + 1;
            position += end;
            new String(fresh, 0, end, StandardCharsets.UTF_8).lines().forEach(this::add);
            return end > 0;
        }
    }

    private static int lastLineFeed(byte[] bytes) {
        var i = bytes.length - 1;
        while (i >= 0 && bytes[i] != '\n') {
            i--;
        }
        return i;
    }

    private void add(String text) {
        if (LogLine.parse(text).isPresent()) {
            handOn();
        }
        if (entry.size() < LINES_TO_KEEP) {
            entry.add(text);
        }
    }

    private void handOn() {
        if (!entry.isEmpty()) {
            reader.accept(LogLine.inOneForm(List.copyOf(entry)));
            entry.clear();
        }
    }
}
