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
 * How this application reads and writes JSON: snake_case members, RFC 3339 times in UTC, unknown members ignored, and no
 * value silently turned into another type. Thread-safe.
 */
public final class Json {
    static final JsonMapper MAPPER = mapper();

    /** So deep may JSON be that runs hold: a list of runs adds two levels, and readers commonly stop at 1,000. */
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
                // Of two members with one name, readers take the first, the last or both: what was checked must be what
                // is used.
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

    /** A new, empty JSON object. */
    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /** The value as JSON text; null stays null. */
    public static String text(Object value) {
        try {
            return value == null ? null : MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("This value cannot be written as JSON: " + e.getOriginalMessage(), e);
        }
    }

    /** The tree that a JSON text of ours holds; null stays null. */
    public static JsonNode parse(String text) {
        return parse(text, JsonNode.class);
    }

    /** The value that a JSON text of ours holds; null stays null. */
    public static <T> T parse(String text, Class<T> type) {
        try {
            return text == null ? null : MAPPER.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Stored JSON cannot be read: " + e.getOriginalMessage(), e);
        }
    }

    /**
     * The value in the body of a request.
     *
     * @throws io.agentrunner.platform.problem.ProblemException 400, saying where and why, when the body cannot be read
     */
    public static <T> T read(byte[] body, Class<T> type) {
        try (var parser = MAPPER.createParser(body)) {
            return RequestBody.read(parser, body, type);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
