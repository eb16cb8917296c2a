package io.agentrunner.settings;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * One setting: its name, default, unit, range and meaning.
 *
 * @param live whether a change takes effect on a running node
 * @param secret whether nobody may read it
 * @param accepts whether a value lies in the range
 */
record Setting(
        String key,
        String fallback,
        String unit,
        String range,
        boolean live,
        boolean secret,
        String meaning,
        Predicate<String> accepts) {

    static Setting decimal(
            String key, String fallback, String unit, String least, String most, boolean live, String meaning) {
        var range = least + " to " + most;
        return new Setting(key, fallback, unit, range, live, false, meaning, text -> {
            var value = decimal(text);
            return value.isPresent()
                    && value.get().compareTo(new BigDecimal(least)) >= 0
                    && value.get().compareTo(new BigDecimal(most)) <= 0;
        });
    }

    static Setting whole(String key, String fallback, String unit, int least, int most, boolean live, String meaning) {
        var range = "a whole number from %d to %d".formatted(least, most);
        return new Setting(key, fallback, unit, range, live, false, meaning, text -> {
            var value = decimal(text);
            return value.isPresent()
                    && value.get().stripTrailingZeros().scale() <= 0
                    && value.get().compareTo(BigDecimal.valueOf(least)) >= 0
                    && value.get().compareTo(BigDecimal.valueOf(most)) <= 0;
        });
    }

    static Setting flag(String key, String fallback, boolean live, String meaning) {
        return new Setting(
                key,
                fallback,
                "",
                "true or false",
                live,
                false,
                meaning,
                text -> text.equals("true") || text.equals("false"));
    }

    static Setting text(String key, String fallback, String range, boolean live, String meaning) {
        return new Setting(key, fallback, "", range, live, false, meaning, text -> true);
    }

    static Setting secret(String key, String range, String meaning) {
        return new Setting(key, "", "", range, false, true, meaning, text -> true);
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

    /** What is wrong with a value, as one sentence for people. */
    String refusal(Configured given) {
        return "%s (%s) is \"%s\", but must be %s."
                .formatted(
                        key,
                        given.source().equals(DatabaseConfigSource.NAME)
                                ? "PUT /settings/" + key
                                : "environment: " + variable(),
                        shown(given.value()),
                        allowed());
    }

    /** The range with its unit. */
    String allowed() {
        return unit.isEmpty() ? range : range + " " + unit;
    }

    /** The variable of the environment that sets it. */
    String variable() {
        return key.toUpperCase(Locale.ROOT).replace('.', '_');
    }

    /** A value as people may read it: a secret is not told, nor a password among the parameters of a URL. */
    String shown(String value) {
        if (value.isEmpty()) {
            return value;
        }
        return secret ? "***" : value.replaceAll("(?i)(password=)[^&]*", "$1***");
    }
}
