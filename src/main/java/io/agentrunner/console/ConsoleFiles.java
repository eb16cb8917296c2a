package io.agentrunner.console;

import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** All files of the console, by path below {@code /console/}. */
final class ConsoleFiles {
    static final String INDEX = "index.html";
    private static final String FOLDER = "/WEB-INF/classes/console/";
    private static final String BASE = "<base href=\"/\">";
    private static final String VERSION = "content=\"development\"";

    private final Map<String, ConsoleFile> files;

    private ConsoleFiles(Map<String, ConsoleFile> files) {
        this.files = files;
    }

    /** Reads the files of the application. Its page gets the context root, and the version that all files make. */
    static ConsoleFiles read(ServletContext application) {
        var contents = new TreeMap<String, byte[]>();
        collect(application, FOLDER, contents);
        var version = ConsoleFile.hash(contents.values().toArray(byte[][]::new));
        contents.computeIfPresent(INDEX, (path, page) -> index(page, application.getContextPath(), version));
        var files = new TreeMap<String, ConsoleFile>();
        contents.forEach((path, content) -> files.put(path, new ConsoleFile(path, content)));
        return new ConsoleFiles(files);
    }

    /** Returns null when there is no such file. */
    ConsoleFile find(String path) {
        return files.get(path);
    }

    private static void collect(ServletContext application, String folder, Map<String, byte[]> contents) {
        var paths = application.getResourcePaths(folder);
        if (paths == null) {
            throw new IllegalStateException("The WAR has no " + folder);
        }
        for (var path : paths) {
            if (path.endsWith("/")) {
                collect(application, path, contents);
            } else {
                contents.put(path.substring(FOLDER.length()), content(application, path));
            }
        }
    }

    private static byte[] content(ServletContext application, String path) {
        try (var file = application.getResourceAsStream(path)) {
            return file.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] index(byte[] page, String contextPath, String version) {
        var text = new String(page, StandardCharsets.UTF_8);
        if (!text.contains(BASE) || !text.contains(VERSION)) {
            throw new IllegalStateException(INDEX + " has no " + BASE + " or no " + VERSION);
        }
        return text.replace(BASE, "<base href=\"" + contextPath + "/\">")
                .replace(VERSION, "content=\"" + version + "\"")
                .getBytes(StandardCharsets.UTF_8);
    }
}
