package io.agentrunner.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log does not grow without limit while its writer keeps it open, and its reader misses nothing. */
class LogRotationTest {
    private static final int MOST = 10_000;

    @TempDir
    private Path folder;

    private Path log;

    @BeforeEach
    void make_a_log() throws IOException {
        log = Files.createFile(folder.resolve("node.log"));
    }

    private static String line(int i) {
        return "2026-11-25T03:43:04.231+0000 INFO [io.agentrunner.Test] entry %06d%n".formatted(i);
    }

    private LogRotation rotation() {
        return new LogRotation(log, MOST, () -> true);
    }

    @Test
    void what_was_written_moves_beside_it_and_the_writer_goes_on_in_the_same_file() throws IOException {
        var rotation = rotation();
        try (var writer = Files.newOutputStream(log, StandardOpenOption.APPEND)) {
            for (var i = 0; !rotation.isDue(); i++) {
                writer.write(line(i).getBytes(StandardCharsets.UTF_8));
            }
            var before = Files.readString(log);
            rotation.rotate();
            writer.write(line(999_999).getBytes(StandardCharsets.UTF_8));
            assertThat(rotation.before()).hasContent(before);
            assertThat(log).hasContent(line(999_999));
            assertThat(rotation.isDue()).isFalse();
            assertThat(OpenFiles.below(rotation.before())).isEmpty();
        }
    }

    @Test
    void before_it_is_allowed_nothing_moves() throws IOException {
        Files.write(log, new byte[MOST + 1]);
        assertThat(new LogRotation(log, MOST, () -> false).isDue()).isFalse();
        assertThat(rotation().isDue()).isTrue();
    }

    @Test
    void who_follows_the_log_is_told_each_entry_once_while_it_is_rotated_many_times() throws Exception {
        var told = new CopyOnWriteArrayList<String>();
        var writing = new AtomicBoolean(true);
        var idle = new AtomicBoolean();
        var follower = new Thread(new LogFollower(
                new LogRotation(log, MOST, idle::get), 0, writing::get, entry -> told.add(entry.getFirst())));
        follower.start();
        try (var writer = Files.newOutputStream(log, StandardOpenOption.APPEND)) {
            for (var i = 0; i < 1_000; i++) {
                writer.write(line(i).getBytes(StandardCharsets.UTF_8));
                if (i % 100 == 99) {
                    // A writer without pauses could lose a line during the rotation
                    idle.set(true);
                    awaitEntries(told, i + 1);
                    idle.set(false);
                }
            }
        }
        writing.set(false);
        follower.join();
        assertThat(told)
                .isEqualTo(
                        IntStream.range(0, 1_000).mapToObj(i -> line(i).strip()).toList());
        assertThat(Files.size(log)).isLessThan(2 * MOST);
        assertThat(rotation().before()).isNotEmptyFile();
    }

    /** Until all lines are read, and the log is no longer too long. */
    private void awaitEntries(List<String> told, int written) throws IOException {
        var limit = System.nanoTime() + 10_000_000_000L;
        while (told.size() < written || Files.size(log) > MOST) {
            assertThat(System.nanoTime()).as("entries told: %d", told.size()).isLessThan(limit);
            Thread.onSpinWait();
        }
    }

    @Test
    void a_log_that_nobody_follows_is_looked_after_too() throws Exception {
        Files.write(log, new byte[MOST + 1]);
        var written = new AtomicBoolean(true);
        rotation().watch(written::get);
        var limit = System.nanoTime() + 10_000_000_000L;
        while (Files.size(log) > 0) {
            assertThat(System.nanoTime()).isLessThan(limit);
            Thread.onSpinWait();
        }
        written.set(false);
        assertThat(rotation().before()).hasSize(MOST + 1);
    }
}
