package io.agentrunner.settings;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * One setting: its name, default, unit, range and meaning.
 *
 * @param live whether a change takes effect on a running node
 * @param secret whether its value is never shown
 * @param reading parses a text; empty if the text is not accepted
 */
record Setting<T>(
        String key,
        String fallback,
        String unit,
        String range,
        boolean live,
        boolean secret,
        String meaning,
        Function<String, Optional<T>> reading) {
    /** Payara's name for the environment of the process. */
    static final String ENVIRONMENT = "Environment";

    static Setting<BigDecimal> decimal(
            String key, String fallback, String unit, String least, String most, boolean live, String meaning) {
        var range = least + " to " + most;
        return new Setting<>(
                key,
                fallback,
                unit,
                range,
                live,
                false,
                meaning,
                text -> decimal(text)
                        .filter(value -> value.compareTo(new BigDecimal(least)) >= 0
                                && value.compareTo(new BigDecimal(most)) <= 0));
    }

    static Setting<Integer> whole(
            String key, String fallback, String unit, int least, int most, boolean live, String meaning) {
        var range = "a whole number from %d to %d".formatted(least, most);
        return new Setting<>(
                key,
                fallback,
                unit,
                range,
                live,
                false,
                meaning,
                text -> decimal(text)
                        .filter(value -> value.stripTrailingZeros().scale() <= 0
                                && value.compareTo(BigDecimal.valueOf(least)) >= 0
                                && value.compareTo(BigDecimal.valueOf(most)) <= 0)
                        .map(BigDecimal::intValueExact));
    }

    static Setting<Boolean> flag(String key, String fallback, boolean live, String meaning) {
        return new Setting<>(
                key,
                fallback,
                "",
                "true or false",
                live,
                false,
                meaning,
                text -> Optional.of(text)
                        .filter(flag -> flag.equals("true") || flag.equals("false"))
                        .map(Boolean::valueOf));
    }

    /** A text that must be one of these values. */
    static Setting<String> choice(String key, boolean live, String meaning, String fallback, String... others) {
        var values = Stream.concat(Stream.of(fallback), Stream.of(others)).toList();
        return new Setting<>(
                key,
                fallback,
                "",
                String.join(" or ", values),
                live,
                false,
                meaning,
                text -> Optional.of(text).filter(values::contains));
    }

    static Setting<String> text(String key, String fallback, String range, boolean live, String meaning) {
        return new Setting<>(key, fallback, "", range, live, false, meaning, Optional::of);
    }

    /** Makes a text that appears in lists of others: bounded, and without control characters. */
    static Setting<String> label(String key, String fallback, int most, String range, boolean live, String meaning) {
        return new Setting<>(
                key,
                fallback,
                "",
                range + " of at most " + most + " characters",
                live,
                false,
                meaning,
                text -> text.length() <= most && text.chars().noneMatch(Character::isISOControl)
                        ? Optional.of(text)
                        : Optional.empty());
    }

    /** A list, empty by default, whose items are kept in lower case. */
    static Setting<List<String>> list(String key, String range, Predicate<String> item, boolean live, String meaning) {
        return new Setting<>(
                key,
                "",
                "",
                range,
                live,
                false,
                meaning,
                text -> Optional.of(Stream.of(text.split(","))
                                .map(part -> part.strip().toLowerCase(Locale.ROOT))
                                .filter(part -> !part.isEmpty())
                                .toList())
                        .filter(parts -> parts.stream().allMatch(item)));
    }

    static Setting<String> secret(String key, String range, String meaning) {
        return new Setting<>(key, "", "", range, false, true, meaning, Optional::of);
    }

    /** A secret that is either not set or at least so many characters long. */
    static Setting<String> secret(String key, int least, String meaning) {
        return new Setting<>(
                key,
                "",
                "",
                "a text of at least " + least + " characters",
                false,
                true,
                meaning,
                text -> Optional.of(text).filter(value -> value.isEmpty() || value.length() >= least));
    }

    /** Returns the value of a text, or empty if the text is not accepted. */
    Optional<T> parse(String text) {
        return reading.apply(text);
    }

    private static Optional<BigDecimal> decimal(String text) {
        try {
            // 32 characters hold every value in range; an exponent could name a number too large to compare.
            return text.length() > 32 || text.matches(".*[eE].*")
                    ? Optional.empty()
                    : Optional.of(new BigDecimal(text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Returns whether it decides from the start who may do what: a bad value then must not fall back to a default. */
    boolean decidesAccess() {
        return !live && (key.startsWith("access") || key.startsWith("mp.jwt."));
    }

    /** Describes the fault of a value, and where to correct it, in one sentence. */
    String refusal(Configured given) {
        var place = switch (given.source()) {
            case DatabaseConfigSource.NAME -> "PUT /settings/" + key;
            case ENVIRONMENT -> "environment: " + variable();
            default -> "source: " + given.source();
        };
        return "%s (%s) is \"%s\", but must be %s.".formatted(key, place, shown(given.value()), allowed());
    }

    /** Returns the range with its unit. */
    String allowed() {
        return unit.isEmpty() ? range : range + " " + unit;
    }

    /** Returns the environment variable for this setting. */
    String variable() {
        return key.toUpperCase(Locale.ROOT).replace('.', '_');
    }

    /**
     * Returns a value in the form that people may read: without secrets and without a password in the parameters of a
     * URL.
     */
    String shown(String value) {
        if (value.isEmpty()) {
            return value;
        }
        return secret ? "***" : value.replaceAll("(?i)(password=)[^&]*", "$1***");
    }
}
