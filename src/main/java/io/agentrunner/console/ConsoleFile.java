package io.agentrunner.console;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.Map;
import java.util.zip.CRC32C;
import java.util.zip.GZIPOutputStream;

/** One file of the console, ready to be sent. Immutable, if nobody writes to its bytes. */
final class ConsoleFile {
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html;charset=UTF-8",
            "js", "text/javascript;charset=UTF-8",
            "css", "text/css;charset=UTF-8",
            "svg", "image/svg+xml;charset=UTF-8",
            "txt", "text/plain;charset=UTF-8");

    private final String type;
    private final String etag;
    private final byte[] content;
    private final byte[] zipped;

    ConsoleFile(String path, byte[] content) {
        this.type = typeOf(path);
        this.etag = hash(content);
        this.content = content;
        this.zipped = zip(content);
    }

    String type() {
        return type;
    }

    /** The hash of the content, without quotes. */
    String etag() {
        return etag;
    }

    byte[] content() {
        return content;
    }

    /** The content in gzip. */
    byte[] zipped() {
        return zipped;
    }

    private static String typeOf(String path) {
        var type = TYPES.get(path.substring(path.lastIndexOf('.') + 1));
        return type == null ? "text/plain;charset=UTF-8" : type;
    }

    /** Tells contents apart; it protects nothing. */
    static String hash(byte[]... contents) {
        var sum = new CRC32C();
        long length = 0;
        for (var content : contents) {
            sum.update(content);
            length += content.length;
        }
        return HexFormat.of().toHexDigits((sum.getValue() << 32) | (length & 0xffffffffL));
    }

    private static byte[] zip(byte[] content) {
        var bytes = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bytes)) {
            gzip.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
