package io.agentrunner.agent;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;

/** Reads options of the built-in agents; what cannot be used fails the run with a sentence that says why. */
final class Options {
    private static final double LONGEST = 366 * 86_400.0;

    private Options() {}

    static Duration seconds(JsonNode options, String name, double fallback) {
        var value = options.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return duration(fallback);
        }
        if (!value.isNumber() || value.doubleValue() < 0 || value.doubleValue() > LONGEST) {
            throw new FinalFailureException("options.%s is %s, but must be a number of seconds from 0 to %.0f."
                    .formatted(name, value, LONGEST));
        }
        return duration(value.doubleValue());
    }

    static int whole(JsonNode options, String name, int fallback, int most) {
        var value = options.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return fallback;
        }
        if (!value.canConvertToInt() || !value.isIntegralNumber() || value.intValue() < 0 || value.intValue() > most) {
            throw new FinalFailureException(
                    "options.%s is %s, but must be a whole number from 0 to %d.".formatted(name, value, most));
        }
        return value.intValue();
    }

    private static Duration duration(double seconds) {
        return Duration.ofNanos((long) (seconds * 1e9));
    }
}
