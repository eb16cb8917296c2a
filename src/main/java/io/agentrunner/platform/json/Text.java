package io.agentrunner.platform.json;

import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.io.SerializedString;
import java.nio.charset.StandardCharsets;

/**
 * Text on its way from an agent into the database. PostgreSQL stores neither U+0000 nor half of a surrogate pair, and an agent's
 * text comes from anywhere: each becomes U+FFFD, Unicode's replacement character. Text of clients is refused instead ({@link
 * Storable}). Thread-safe.
 */
public final class Text {
    private static final char REPLACEMENT = '\uFFFD';

    private Text() {}

    /** The text with each U+0000 and each half of a surrogate pair replaced by U+FFFD; null stays null. */
    public static String storable(String text) {
        for (var i = 0; text != null && i < text.length(); i++) {
            var c = text.charAt(i);
            if (c == 0 || Character.isSurrogate(c)) {
                return replaced(text, i);
            }
        }
        return text;
    }

    private static String replaced(String text, int from) {
        var storable = new StringBuilder(text.length()).append(text, 0, from);
        text.substring(from).codePoints().map(Text::storable).forEach(storable::appendCodePoint);
        return storable.toString();
    }

    private static int storable(int codePoint) {
        // An unpaired surrogate is the only code point of a Java string in the surrogate range.
        var isHalf = codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
        return codePoint == 0 || isHalf ? REPLACEMENT : codePoint;
    }

    /** Whether a storable text has at most so many bytes in UTF-8. */
    public static boolean fits(String text, int bytes) {
        return text.length() <= bytes / 3
                || (text.length() <= bytes && text.getBytes(StandardCharsets.UTF_8).length <= bytes);
    }

    /** U+0000 in names and strings of JSON, which would otherwise be written as an escape; halves are replaced afterwards. */
    static final class Escapes extends CharacterEscapes {
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
