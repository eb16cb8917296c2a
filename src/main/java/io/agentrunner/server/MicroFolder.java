package io.agentrunner.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * Payara Micro, unpacked: its libraries in a folder, and beside them {@code launch.jar}, whose class path they are and whose
 * main class is {@link MicroMain}. From {@code payara-micro.jar} the server would load its classes with its own loader,
 * which Java's cache of classes ({@code StartCache}) does not support. The image contains this class, so it uses only the
 * JDK.
 */
public final class MicroFolder {
    /** The project's own code in the server, outside the application. */
    public static final List<Class<?>> OURS = List.of(MicroMain.class, LastingLogs.class, LogFormat.class);

    private static final String RUNTIME = "MICRO-INF/runtime/";
    private static final List<String> KEPT = List.of("fish/", "MICRO-INF/domain/", "MICRO-INF/payara-boot.properties");

    private MicroFolder() {}

    /** {@code MicroFolder payara-micro.jar postgresql.jar FOLDER}: makes the folder for the image. */
    public static void main(String[] args) throws IOException {
        make(Path.of(args[0]), Path.of(args[1]), Path.of(args[2]));
    }

    public static void make(Path server, Path driver, Path folder) throws IOException {
        var runtime = Files.createDirectories(folder.resolve("runtime"));
        try (var jar = new JarFile(server.toFile())) {
            var libraries = new ArrayList<String>();
            for (var entry : jar.stream().filter(MicroFolder::isLibrary).toList()) {
                var name = entry.getName().substring(RUNTIME.length());
                try (var in = jar.getInputStream(entry)) {
                    Files.copy(in, runtime.resolve(name));
                }
                // A fixed time, so that the image's layer is always the same
                Files.setLastModifiedTime(runtime.resolve(name), entry.getLastModifiedTime());
                libraries.add("runtime/" + name);
                if (name.endsWith(".rar")) {
                    unpack(runtime.resolve(name), folder.resolve("lib/install/applications"));
                }
            }
            Files.copy(driver, runtime.resolve("postgresql.jar"));
            libraries.add("runtime/postgresql.jar");
            launchJar(jar, libraries, folder.resolve("launch.jar"));
        }
    }

    private static boolean isLibrary(ZipEntry entry) {
        return !entry.isDirectory() && entry.getName().startsWith(RUNTIME);
    }

    /** Unpacks a resource adapter, such as the one for data sources, to the place where the server expects it. */
    private static void unpack(Path adapter, Path applications) throws IOException {
        var folder = applications.resolve(adapter.getFileName().toString().replaceFirst("\\.rar$", ""));
        try (var in = new ZipInputStream(Files.newInputStream(adapter))) {
            for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                if (!entry.isDirectory()) {
                    var file = folder.resolve(entry.getName());
                    Files.createDirectories(file.getParent());
                    Files.copy(in, file);
                }
            }
        }
    }

    private static void launchJar(JarFile server, List<String> libraries, Path target) throws IOException {
        try (var out = new JarOutputStream(Files.newOutputStream(target), manifest(server, libraries))) {
            for (var entry : server.stream().filter(MicroFolder::isKept).toList()) {
                out.putNextEntry(new ZipEntry(entry.getName()));
                try (var in = server.getInputStream(entry)) {
                    in.transferTo(out);
                }
            }
            for (var type : OURS) {
                out.putNextEntry(new ZipEntry(file(type)));
                out.write(bytes(type));
            }
        }
    }

    private static boolean isKept(ZipEntry entry) {
        // With entries for folders, from which the server creates them
        return KEPT.stream().anyMatch(entry.getName()::startsWith);
    }

    /** Adds the server's own exports of JDK packages to the manifest, since Java makes no cache if they are options. */
    private static Manifest manifest(JarFile server, List<String> libraries) throws IOException {
        var manifest = new Manifest();
        var attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.put(Attributes.Name.MAIN_CLASS, MicroMain.class.getName());
        attributes.put(Attributes.Name.CLASS_PATH, String.join(" ", libraries));
        for (var wish : List.of("Add-Opens", "Add-Exports")) {
            attributes.putValue(wish, server.getManifest().getMainAttributes().getValue(wish));
        }
        return manifest;
    }

    public static byte[] bytes(Class<?> type) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (InputStream in = type.getResourceAsStream("/" + file(type))) {
            in.transferTo(bytes);
        }
        return bytes.toByteArray();
    }

    private static String file(Class<?> type) {
        return type.getName().replace('.', '/') + ".class";
    }
}
