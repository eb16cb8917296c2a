package io.agentrunner.launcher;

import io.agentrunner.server.MicroFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** The {@link MicroFolder}s of this machine: one for each combination of server, driver and version of our classes in it. */
final class MicroFolders {
    private MicroFolders() {}

    /**
     * Returns the folder for these parts below {@code parent} and makes it if it is missing. Safe for several processes
     * at once.
     */
    static Path below(Path parent, Path server, Path driver) throws IOException {
        var folder = parent.resolve("micro-" + key(server, driver));
        if (Files.isDirectory(folder)) {
            return folder;
        }
        var unfinished = Files.createTempDirectory(parent, "unpacking-");
        MicroFolder.make(server, driver, unfinished);
        try {
            Files.move(unfinished, folder);
        } catch (FileSystemException otherWasFaster) {
            Folders.delete(unfinished);
            if (!Files.isDirectory(folder)) {
                throw otherWasFaster;
            }
        }
        return folder;
    }

    private static String key(Path server, Path driver) throws IOException {
        var text = new StringBuilder();
        for (var part : List.of(server, driver)) {
            text.append(Files.size(part))
                    .append(' ')
                    .append(Files.getLastModifiedTime(part))
                    .append('\n');
        }
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(text.toString().getBytes(StandardCharsets.UTF_8));
            for (var type : MicroFolder.OURS) {
                digest.update(MicroFolder.bytes(type));
            }
            return HexFormat.of().formatHex(digest.digest()).substring(0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
