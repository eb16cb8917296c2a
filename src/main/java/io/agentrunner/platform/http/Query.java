package io.agentrunner.platform.http;

import io.agentrunner.platform.problem.ProblemException;
import io.agentrunner.platform.time.Rfc3339;
import jakarta.ws.rs.core.MultivaluedMap;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.function.Function;

/** Reads query parameters; one that cannot be read is a 400 that says what would be right. An empty one counts as absent. */
public record Query(MultivaluedMap<String, String> values) {
    /** A text, or null. */
    public String text(String name) {
        var value = values.getFirst(name);
        return value == null || value.isEmpty() ? null : value;
    }

    /** Every value of a repeatable parameter. */
    public List<String> texts(String name) {
        return values.getOrDefault(name, List.of());
    }

    /** A whole number, or null. */
    public Integer wholeNumber(String name) {
        return read(name, Integer::valueOf, "a whole number");
    }

    /** An id, or null. */
    public Long id(String name) {
        var id = read(name, Long::valueOf, "an id, a positive whole number");
        if (id != null && id < 1) {
            throw refused(name, values.getFirst(name), "an id, a positive whole number");
        }
        return id;
    }

    /** A whole number from {@code least} to {@code most}, or the fallback. */
    public int limit(String name, int fallback, int least, int most) {
        var expected = "a whole number from %d to %d".formatted(least, most);
        var value = read(name, Integer::valueOf, expected);
        if (value != null && (value < least || value > most)) {
            throw refused(name, values.getFirst(name), expected);
        }
        return value == null ? fallback : value;
    }

    /** A time, or null. */
    public Instant time(String name) {
        return read(name, Rfc3339::parse, "a time in RFC 3339 form, like 2026-02-01T10:30:00Z");
    }

    private <T> T read(String name, Function<String, T> parse, String expected) {
        var text = text(name);
        try {
            return text == null ? null : parse.apply(text);
        } catch (NumberFormatException | DateTimeParseException e) {
            throw refused(name, text, expected);
        }
    }

    /** The 400 for a value that cannot be read. */
    public static ProblemException refused(String name, String value, String expected) {
        return ProblemException.badRequest(
                        "The query parameter %s is \"%s\", but must be %s.".formatted(name, value, expected))
                .field(name, "must be " + expected);
    }
}
