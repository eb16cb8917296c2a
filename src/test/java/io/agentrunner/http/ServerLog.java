package io.agentrunner.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The lines that the server of these tests logs from a moment on. */
final class ServerLog {
    private static final Path FILE = Path.of("target/container-test/server.log");

    private final long from;

    private ServerLog(long from) {
        this.from = from;
    }

    static ServerLog fromNow() throws IOException {
        return new ServerLog(Files.size(FILE));
    }

    /** Only line feeds end a line here, as for a log collector. */
    List<String> lines() throws IOException {
        try (var in = Files.newInputStream(FILE)) {
            in.skipNBytes(from);
            var text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return text.isEmpty() ? List.of() : List.of(text.split("\n"));
        }
    }
}
