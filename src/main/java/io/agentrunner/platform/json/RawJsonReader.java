package io.agentrunner.platform.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import io.agentrunner.platform.problem.ProblemException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Reads an object token by token and copies its text from the request, without building a tree. */
final class RawJsonReader extends StdDeserializer<RawJson> {
    /** The name of the attribute that holds the request's bytes. */
    static final Object SOURCE = new Object();

    RawJsonReader() {
        super(RawJson.class);
    }

    @Override
    public RawJson deserialize(JsonParser in, DeserializationContext context) throws IOException {
        if (!in.hasToken(JsonToken.START_OBJECT)) {
            return (RawJson) context.handleUnexpectedToken(RawJson.class, in);
        }
        var from = Math.toIntExact(in.currentTokenLocation().getByteOffset());
        var expanded = 0L;
        var keys = 0;
        for (var depth = 1; depth > 0; ) {
            switch (next(in)) {
                case START_OBJECT, START_ARRAY -> {
                    if (++depth > Json.LEVELS) {
                        throw new StreamConstraintsException("Too many levels for a list of runs");
                    }
                }
                case END_OBJECT, END_ARRAY -> depth--;
                case FIELD_NAME -> {
                    keys++;
                    requireStorable(in);
                }
                case VALUE_STRING -> requireStorable(in);
                case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> expanded += expansion(in);
                default -> {
                    // true, false and null.
                }
            }
        }
        var to = Math.toIntExact(in.currentLocation().getByteOffset());
        var text = new String((byte[]) context.getAttribute(SOURCE), from, to - from, StandardCharsets.UTF_8);
        return new RawJson(text, to - from + expanded, keys);
    }

    private static JsonToken next(JsonParser in) throws IOException {
        try {
            return in.nextToken();
        } catch (StreamConstraintsException e) {
            // The parser's limit for numbers can only be recognized by its message.
            if (e.getMessage().startsWith("Number")) {
                throw tooLong(in);
            }
            throw e;
        }
    }

    private static void requireStorable(JsonParser in) throws IOException {
        var text = in.getTextCharacters();
        var end = in.getTextOffset() + in.getTextLength();
        for (var i = in.getTextOffset(); i < end; i++) {
            var c = text[i];
            var pair = Character.isHighSurrogate(c) && i + 1 < end && Character.isLowSurrogate(text[i + 1]);
            if (c == 0 || (Character.isSurrogate(c) && !pair)) {
                throw ProblemException.invalid(JsonPath.of(in), Storable.MESSAGE);
            }
            i += pair ? 1 : 0;
        }
    }

    /** Returns how many characters longer a number is in plain form. */
    private static long expansion(JsonParser in) throws IOException {
        var plain = PlainNumber.Check.length(in.getText());
        if (plain > RawJson.LONGEST_NUMBER) {
            throw tooLong(in);
        }
        return Math.max(0, plain - in.getTextLength());
    }

    private static ProblemException tooLong(JsonParser in) {
        return ProblemException.invalid(JsonPath.of(in), PlainNumber.MESSAGE);
    }
}
