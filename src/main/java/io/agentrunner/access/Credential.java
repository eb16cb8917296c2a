package io.agentrunner.access;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.stream.Stream;

/** The credential in a request. A header counts before the cookie. */
sealed interface Credential {
    /** The name of the cookie of a console session. */
    String COOKIE = "agent_runner_session";

    /** There is none. */
    record Absent() implements Credential {}

    /** An access key {@code ar_<id>_<secret>}. */
    record Key(long id, String secret) implements Credential {}

    /** Anything else in a header: a token, or the bootstrap key. */
    record Other(String text) implements Credential {}

    /** The secret of a console session. */
    record Session(String secret) implements Credential {}

    String PREFIX = "ar_";
    String SCHEME = "Bearer ";
    int LONGEST = 16_384;

    /** The credential of a request. */
    static Credential of(HttpServletRequest request) {
        var header = request.getHeader("Authorization");
        var key = request.getHeader("X-API-Key");
        if (header != null) {
            return header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                    ? read(header.substring(SCHEME.length()).strip())
                    : new Other(header);
        }
        if (key != null) {
            return read(key.strip());
        }
        return cookie(request).<Credential>map(Session::new).orElseGet(Absent::new);
    }

    /** The credential that a text is. */
    static Credential read(String text) {
        if (text.length() > LONGEST) {
            return new Other("");
        }
        var parts = text.split("_", 3);
        if (text.startsWith(PREFIX) && parts.length == 3 && parts[1].matches("[1-9]\\d{0,17}")) {
            return new Key(Long.parseLong(parts[1]), parts[2]);
        }
        return new Other(text);
    }

    private static Optional<String> cookie(HttpServletRequest request) {
        return Stream.ofNullable(request.getCookies())
                .flatMap(Stream::of)
                .filter(cookie -> cookie.getName().equals(COOKIE))
                .map(Cookie::getValue)
                .filter(value -> !value.isEmpty())
                .findFirst();
    }
}
