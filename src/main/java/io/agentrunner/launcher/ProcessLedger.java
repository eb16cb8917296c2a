package io.agentrunner.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Records the processes of a start, so that the next start can end them if this one is killed. Process numbers are reused,
 * so a process counts as ours only if number and start time agree and it is a Java process.
 */
final class ProcessLedger {
    private final Path folder;

    ProcessLedger(Path folder) {
        this.folder = folder;
    }

    void enter(String name, ProcessHandle process) {
        try {
            Files.writeString(
                    OwnerOnly.file(OwnerOnly.folder(folder).resolve(name)),
                    process.pid() + " " + startMillis(process) + "\n");
        } catch (IOException e) {
            throw new LaunchFailure("The data folder cannot be written: " + e, e);
        }
    }

    void strike(String name) {
        try {
            Files.deleteIfExists(folder.resolve(name));
        } catch (IOException e) {
            throw new LaunchFailure("The data folder cannot be written: " + e, e);
        }
    }

    /** Returns the process of this name, if an earlier start left it running. */
    Optional<ProcessHandle> leftover(String name) {
        return ours(folder.resolve(name));
    }

    /**
     * Ends the processes that an earlier start left running: by SIGTERM, and by SIGKILL after {@code patience}. Returns
     * their names.
     */
    List<String> endLeftovers(Duration patience) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var entries = Files.list(folder)) {
            var names = new ArrayList<String>();
            var alive = new ArrayList<ProcessHandle>();
            for (var entry : entries.sorted().toList()) {
                ours(entry).ifPresent(process -> {
                    names.add(entry.getFileName().toString());
                    alive.add(process);
                });
            }
            Termination.of(alive, patience);
            names.forEach(this::strike);
            return names;
        } catch (IOException e) {
            throw new LaunchFailure("The data folder cannot be read: " + e, e);
        }
    }

    private static Optional<ProcessHandle> ours(Path entry) {
        try {
            var words = Files.readString(entry).strip().split(" ", 2);
            var pid = Long.parseLong(words[0]);
            var start = Long.parseLong(words[1]);
            return ProcessHandle.of(pid)
                    .filter(process -> Math.abs(startMillis(process) - start) < 2_000)
                    .filter(process -> process.info().command().orElse("").endsWith("java"));
        } catch (IOException | RuntimeException unreadable) {
            return Optional.empty();
        }
    }

    private static long startMillis(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }
}
