package io.agentrunner.launcher;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * The folder with all the data of a start. One start at a time holds it, and other users cannot read it. The operating
 * system releases the lock when the process ends in any way.
 */
public final class DataFolder implements AutoCloseable {
    /** Files that earlier versions may have left readable for others. PostgreSQL protects its own folder. */
    private static final List<String> KEPT = List.of("logs", "nodes", "processes", "domains");

    private final Path path;
    private final FileChannel lock;

    private DataFolder(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    public static DataFolder open(Path path) {
        var holder = path.resolve("launcher.pid");
        FileChannel channel = null;
        try {
            OwnerOnly.folder(path);
            channel = FileChannel.open(OwnerOnly.file(path.resolve("launcher.lock")), StandardOpenOption.WRITE);
            if (isLocked(channel)) {
                Files.writeString(
                        OwnerOnly.file(holder), ProcessHandle.current().pid() + "\n");
                for (var kept : KEPT) {
                    OwnerOnly.tightenBelow(path.resolve(kept));
                }
                return new DataFolder(path, channel);
            }
            channel.close();
            throw new LaunchFailure("The data folder " + path + " is in use by another start (process "
                    + Files.readString(holder).strip() + "): stop that one, or choose another folder with DATA_DIR=.");
        } catch (IOException e) {
            throw new LaunchFailure("The data folder " + path + " cannot be used: " + e, e);
        }
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException heldByThisProcess) {
            return false;
        }
    }

    public Path path() {
        return path;
    }

    Path logs() {
        return path.resolve("logs");
    }

    /** Returns the processes that were started from this folder. */
    ProcessLedger ledger() {
        return new ProcessLedger(path.resolve("processes"));
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new LaunchFailure("The data folder " + path + " cannot be released: " + e.getMessage(), e);
        }
    }
}
