package io.agentrunner.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.Properties;
import java.util.regex.Pattern;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/** Unpacks Payara Server's programs from the archive of the Payara project. */
final class PayaraPrograms {
    private static final String VERSION = "glassfish/config/branding/glassfish-version.properties";

    private static final int EXECUTABLE = 0100;

    private PayaraPrograms() {}

    /** Returns whether the programs of any version were unpacked there. */
    static boolean areBelow(Path parent) {
        try (var found = Files.newDirectoryStream(parent, "payara-*[0-9]")) {
            return found.iterator().hasNext();
        } catch (IOException none) {
            return false;
        }
    }

    /** Unpacks the programs below {@code parent}, into a folder for each version, if that was not done before. */
    static Path unpackedBelow(Path parent, Path archive) throws IOException {
        try (var zip = ZipFile.builder().setPath(archive).get()) {
            var top = top(zip);
            var folder = parent.resolve("payara-" + version(zip, top));
            if (!Files.isDirectory(folder)) {
                // Moved when complete, so an interrupted start leaves no half server
                var unfinished = folder.resolveSibling(folder.getFileName() + ".new");
                Folders.delete(unfinished);
                unpack(zip, top, unfinished);
                OwnerOnly.tightenBelow(unfinished);
                Files.move(unfinished, folder, StandardCopyOption.ATOMIC_MOVE);
            }
            return folder;
        }
    }

    /** Returns the only folder at the top, {@code payara6/} or {@code payara7/}. */
    private static String top(ZipFile zip) {
        return Collections.list(zip.getEntries()).stream()
                .map(ZipArchiveEntry::getName)
                .filter(name -> name.matches("payara\\d+/" + Pattern.quote(VERSION)))
                .map(name -> name.substring(0, name.length() - VERSION.length()))
                .findFirst()
                .orElseThrow(() -> new LaunchFailure("The archive is no Payara Server."));
    }

    private static String version(ZipFile zip, String top) throws IOException {
        var properties = new Properties();
        try (InputStream in = zip.getInputStream(zip.getEntry(top + VERSION))) {
            properties.load(in);
        }
        return properties.getProperty("major_version") + "." + properties.getProperty("minor_version") + "."
                + properties.getProperty("update_version");
    }

    private static void unpack(ZipFile zip, String top, Path target) throws IOException {
        for (var entry : Collections.list(zip.getEntries())) {
            if (!entry.getName().startsWith(top)) {
                continue;
            }
            var path = target.resolve(entry.getName().substring(top.length())).normalize();
            if (!path.startsWith(target)) {
                throw new IOException(entry.getName() + " lies outside of the archive");
            }
            if (entry.isDirectory()) {
                Files.createDirectories(path);
                continue;
            }
            Files.createDirectories(path.getParent());
            try (InputStream in = zip.getInputStream(entry)) {
                Files.copy(in, path);
            }
            if ((entry.getUnixMode() & EXECUTABLE) != 0 && !path.toFile().setExecutable(true, false)) {
                throw new IOException("Could not make " + path + " executable");
            }
        }
    }
}
