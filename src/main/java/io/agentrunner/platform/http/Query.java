package io.agentrunner.platform.http;

import io.agentrunner.platform.problem.ProblemException;
import io.agentrunner.platform.time.Rfc3339;
import jakarta.ws.rs.core.MultivaluedMap;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Reads query parameters. An invalid value leads to a 400 that names the valid ones. An empty value counts as absent. */
public record Query(MultivaluedMap<String, String> values) {
    private static final Pattern UUID_FORM = Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

    /** How many characters of a refused value the problem repeats. */
    private static final int LONGEST_SHOWN = 100;

    /** Returns a text, or null. */
    public String text(String name) {
        var all = values.getOrDefault(name, List.of());
        if (all.size() > 1) {
            throw repeated(name);
        }
        return all.isEmpty() || all.getFirst().isEmpty() ? null : all.getFirst();
    }

    /** Returns every value of a repeatable parameter. */
    public List<String> texts(String name) {
        return values.getOrDefault(name, List.of());
    }

    /** Returns the key of a parameter {@code name.KEY} or {@code name[KEY]}, or null for any other parameter. */
    static String key(String name, String parameter) {
        var open = name.length();
        if (!parameter.startsWith(name) || parameter.length() < open + 2) {
            return null;
        }
        if (parameter.charAt(open) == '.') {
            return parameter.substring(open + 1);
        }
        return parameter.charAt(open) == '[' && parameter.endsWith("]")
                ? parameter.substring(open + 1, parameter.length() - 1)
                : null;
    }

    /** Returns the values of {@code name.KEY=value}, {@code name[KEY]=value} and {@code name=KEY=value} by key. */
    public Map<String, String> byKey(String name) {
        var found = new LinkedHashMap<String, String>();
        values.forEach((parameter, all) -> all.forEach(value -> {
            if (key(name, parameter) != null) {
                put(found, parameter, key(name, parameter), value);
            } else if (parameter.equals(name) && !value.isEmpty()) {
                var equals = value.indexOf('=');
                if (equals < 0) {
                    throw refused(name, value, "KEY=value");
                }
                put(found, parameter, value.substring(0, equals), value.substring(equals + 1));
            }
        }));
        return found;
    }

    private static void put(Map<String, String> found, String parameter, String key, String value) {
        if (found.put(key, value) != null) {
            throw repeated(parameter);
        }
    }

    /** Returns true or false, or the fallback. */
    public boolean flag(String name, boolean fallback) {
        var value = text(name);
        if (value != null && !value.equals("true") && !value.equals("false")) {
            throw refused(name, value, "true or false");
        }
        return value == null ? fallback : value.equals("true");
    }

    /** Returns a text of at most this length, or null. */
    public String text(String name, int most) {
        var value = text(name);
        if (value != null && value.codePointCount(0, value.length()) > most) {
            throw refused(name, value.substring(0, 40) + "…", "at most %d characters".formatted(most));
        }
        return value;
    }

    /** Returns a whole number, or null. */
    public Integer wholeNumber(String name) {
        return read(name, Integer::valueOf, "a whole number");
    }

    /** Returns an id, or null. */
    public Long id(String name) {
        var id = read(name, Long::valueOf, "an id, a positive whole number");
        if (id != null && id < 1) {
            throw refused(name, values.getFirst(name), "an id, a positive whole number");
        }
        return id;
    }

    /** Returns a whole number from {@code least} to {@code most}, or the fallback. */
    public int limit(String name, int fallback, int least, int most) {
        var expected = "a whole number from %d to %d".formatted(least, most);
        var value = read(name, Integer::valueOf, expected);
        if (value != null && (value < least || value > most)) {
            throw refused(name, values.getFirst(name), expected);
        }
        return value == null ? fallback : value;
    }

    /** Returns a time, or null. */
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

    private static ProblemException repeated(String name) {
        return ProblemException.badRequest(
                        "The query parameter %s is given more than once; give it once.".formatted(name))
                .field(name, "must be given once");
    }

    /** Returns the 400 for an invalid value. */
    public static ProblemException refused(String name, String value, String expected) {
        return ProblemException.badRequest(
                        "The query parameter %s is \"%s\", but must be %s.".formatted(name, shown(value), expected))
                .field(name, "must be " + expected);
    }

    private static String shown(String value) {
        return value.length() <= LONGEST_SHOWN ? value : value.substring(0, LONGEST_SHOWN) + "…";
    }

    /** Returns a UUID in its usual form, or empty for any other text. */
    public static Optional<UUID> uuid(String text) {
        return UUID_FORM.matcher(text).matches() ? Optional.of(UUID.fromString(text)) : Optional.empty();
    }
}
