package io.agentrunner.agent;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;

/**
 * Makes an agent's text storable. PostgreSQL stores neither U+0000 nor half of a surrogate pair, so both become U+FFFD,
 * Unicode's replacement character. Thread-safe.
 */
public final class StorableText {
    private static final char REPLACEMENT = '\uFFFD';

    private static final ObjectWriter JSON = new JsonMapper().writer().with(new Escapes());

    private StorableText() {}

    /** Returns the text with each U+0000 and each half of a surrogate pair replaced by U+FFFD, or null for null. */
    public static String of(String text) {
        for (var i = 0; text != null && i < text.length(); i++) {
            var c = text.charAt(i);
            if (c == 0 || Character.isSurrogate(c)) {
                return replaced(text, i);
            }
        }
        return text;
    }

    /**
     * Returns the JSON text of a value, with the same replacements in its names and strings, or null for null.
     *
     * @throws IllegalArgumentException if the value cannot be written
     */
    public static String of(JsonNode value) {
        try {
            return value == null ? null : of(JSON.writeValueAsString(value));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("This value cannot be written as JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static String replaced(String text, int from) {
        var storable = new StringBuilder(text.length()).append(text, 0, from);
        text.substring(from).codePoints().map(StorableText::storable).forEach(storable::appendCodePoint);
        return storable.toString();
    }

    private static int storable(int codePoint) {
        // An unpaired surrogate is the only code point of a Java string in the surrogate range.
        var isHalf = codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
        return codePoint == 0 || isHalf ? REPLACEMENT : codePoint;
    }

    /** Returns whether a storable text has at most this many bytes in UTF-8. */
    public static boolean fits(String text, int bytes) {
        return text.length() <= bytes / 3
                || (text.length() <= bytes && text.getBytes(StandardCharsets.UTF_8).length <= bytes);
    }

    /** Replaces U+0000 in names and strings of JSON, which would otherwise be written as an escape. */
    private static final class Escapes extends CharacterEscapes {
        private static final long serialVersionUID = 1;
        private static final SerializableString NUL = new SerializedString(String.valueOf(REPLACEMENT));

        @Override
        public int[] getEscapeCodesForAscii() {
            var codes = CharacterEscapes.standardAsciiEscapesForJSON();
            codes[0] = ESCAPE_CUSTOM;
            return codes;
        }

        @Override
        public SerializableString getEscapeSequence(int codePoint) {
            return codePoint == 0 ? NUL : null;
        }
    }
}
