package io.agentrunner.agents;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentrunner.agent.FinalFailureException;
import io.agentrunner.platform.json.Json;
import java.time.Duration;

/** Reads options of the built-in agents. An invalid option fails the run with a sentence that gives the reason. */
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

    /** Returns the JSON Schema of options with one member for {@link #seconds}. */
    static ObjectNode schemaOfSeconds(String name, double fallback, String description) {
        return schema(
                name, number("number", description).put("maximum", LONGEST).put("default", fallback));
    }

    /** Returns the JSON Schema of options with one member for {@link #whole}. */
    static ObjectNode schemaOfWhole(String name, int fallback, int most, String description) {
        return schema(name, number("integer", description).put("maximum", most).put("default", fallback));
    }

    private static ObjectNode number(String type, String description) {
        return Json.object().put("type", type).put("description", description).put("minimum", 0);
    }

    private static ObjectNode schema(String name, ObjectNode member) {
        var schema = Json.object().put("type", "object");
        schema.putObject("properties").set(name, member);
        return schema;
    }

    private static Duration duration(double seconds) {
        return Duration.ofNanos((long) (seconds * 1e9));
    }
}
