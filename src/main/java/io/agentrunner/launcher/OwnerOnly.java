package io.agentrunner.launcher;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Makes folders of mode 0700 and files of mode 0600, whatever the umask is. Existing ones get these modes, too. */
final class OwnerOnly {
    private static final FileAttribute<Set<PosixFilePermission>> FOLDER = mode("rwx------");
    private static final FileAttribute<Set<PosixFilePermission>> FILE = mode("rw-------");
    private static final Set<PosixFilePermission> OWNERS = PosixFilePermissions.fromString("rwx------");
    private static final int STICKY = 01000;

    private OwnerOnly() {}

    private static FileAttribute<Set<PosixFilePermission>> mode(String text) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(text));
    }

    /** Returns the folder and makes it if it is missing. Missing parent folders get the modes of the umask. */
    static Path folder(Path folder) throws IOException {
        Files.createDirectories(folder.toAbsolutePath().getParent());
        try {
            return Files.createDirectory(folder, FOLDER);
        } catch (FileAlreadyExistsException there) {
            tighten(folder);
            return Files.createDirectories(folder);
        }
    }

    /** Returns the file and makes it, empty, if it is missing. */
    static Path file(Path file) throws IOException {
        try {
            return Files.createFile(file, FILE);
        } catch (FileAlreadyExistsException there) {
            tighten(file);
            return file;
        }
    }

    /** Restricts a folder and its contents, if it exists. Links are not followed. */
    static void tightenBelow(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path visited, BasicFileAttributes of) throws IOException {
                tighten(visited);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes of) throws IOException {
                tighten(file);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** A folder for everybody, such as {@code /tmp}, stays unchanged. */
    private static void tighten(Path path) throws IOException {
        if (Files.isSymbolicLink(path) || isSticky(path)) {
            return;
        }
        var now = Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS);
        if (!OWNERS.containsAll(now)) {
            var kept = EnumSet.copyOf(OWNERS);
            kept.retainAll(now);
            Files.setPosixFilePermissions(path, kept);
        }
    }

    private static boolean isSticky(Path path) throws IOException {
        return ((int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS) & STICKY) != 0;
    }

    /** Returns a command whose process, and all its children, also make such files and folders. It keeps its process id. */
    static List<String> command(List<String> command) {
        var line = new ArrayList<>(List.of("sh", "-c", "umask 077; exec \"$@\"", "sh"));
        line.addAll(command);
        return line;
    }
}
