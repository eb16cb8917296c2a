package io.agentrunner.platform.http;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Paths in the form that they have in a request line. */
final class Address {
    private Address() {}

    /**
     * Returns whether the server can decode a path. It cannot if an escape is broken or stands for a character that it
     * refuses.
     */
    static boolean isReadable(String path) {
        if (path == null || (path.indexOf('%') < 0 && path.indexOf('\\') < 0)) {
            return true;
        }
        for (var i = 0; i < path.length(); i++) {
            var c = path.charAt(i);
            if (c == '\\' || (c == '%' && !isReadableEscape(path, i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isReadableEscape(String path, int at) {
        if (at + 2 >= path.length()) {
            return false;
        }
        var high = Character.digit(path.charAt(at + 1), 16);
        var low = Character.digit(path.charAt(at + 2), 16);
        var code = high * 16 + low;
        return high >= 0 && low >= 0 && code != 0 && code != '/' && code != '\\';
    }

    /** Encodes a path as one segment that any server can decode. */
    static String twiceEncoded(String path) {
        return URLEncoder.encode(URLEncoder.encode(path, StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    /** Returns the original path from the result of {@link #twiceEncoded}, after the server decoded it once. */
    static String decoded(String once) {
        try {
            return URLDecoder.decode(once, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return "/";
        }
    }
}
