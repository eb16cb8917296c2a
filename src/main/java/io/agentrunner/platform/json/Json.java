package io.agentrunner.platform.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.type.LogicalType;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Reads and writes JSON in the way of this application: snake_case members, RFC 3339 times in UTC, unknown members ignored,
 * and no silent conversion to another type. Thread-safe.
 */
public final class Json {
    static final JsonMapper MAPPER = mapper();

    /** The greatest depth of JSON in a run. A list of runs adds two levels, and many readers stop at 1,000. */
    public static final int LEVELS = 998;

    private Json() {}

    private static JsonMapper mapper() {
        var builder = JsonMapper.builder()
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .addModule(new TimeModule())
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                // Some readers take the first of two members with the same name, others the last or both. The value
                // that was
                // checked must be the value that is used.
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .withCoercionConfig(LogicalType.Textual, text -> {
                    for (var shape : new CoercionInputShape[] {
                        CoercionInputShape.Integer, CoercionInputShape.Float, CoercionInputShape.Boolean
                    }) {
                        text.setCoercion(shape, CoercionAction.Fail);
                    }
                });
        return builder.build();
    }

    /** Returns a new, empty JSON object. */
    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /** Returns a value as JSON text, or null for null. */
    public static String text(Object value) {
        try {
            return value == null ? null : MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("This value cannot be written as JSON: " + e.getOriginalMessage(), e);
        }
    }

    /** Returns the tree of a stored JSON text, or null for null. */
    public static JsonNode parse(String text) {
        return parse(text, JsonNode.class);
    }

    /** Returns the value of a stored JSON text, or null for null. */
    public static <T> T parse(String text, Class<T> type) {
        try {
            return text == null ? null : MAPPER.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Stored JSON cannot be read: " + e.getOriginalMessage(), e);
        }
    }

    /**
     * Returns the value in the body of a request.
     *
     * @throws io.agentrunner.platform.problem.ProblemException 400 with place and reason if the body cannot be read
     */
    public static <T> T read(byte[] body, Class<T> type) {
        try (var parser = MAPPER.createParser(body)) {
            return RequestBody.read(parser, body, type);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
