package io.agentrunner.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** Finds what other users could read or write. */
final class OpenFiles {
    private OpenFiles() {}

    /** Returns the folder and all files in it that others than the owner can access, each with its mode. */
    static List<String> below(Path folder) throws IOException {
        var open = new ArrayList<String>();
        List<Path> paths;
        try (var walk = Files.walk(folder)) {
            paths = walk.filter(path -> !Files.isSymbolicLink(path)).toList();
        }
        for (var path : paths) {
            try {
                var mode =
                        PosixFilePermissions.toString(Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS));
                if (!mode.endsWith("------")) {
                    open.add(mode + " " + path);
                }
            } catch (NoSuchFileException goneMeanwhile) {
                // PostgreSQL and the server remove files while they work
            }
        }
        return open;
    }
}
