package io.agentrunner.platform.json;

import com.fasterxml.jackson.core.JsonParser;

/** The position of a parser, in the form that a client knows: {@code runs[3].options.a}. */
final class JsonPath {
    private JsonPath() {}

    static String of(JsonParser parser) {
        var path = new StringBuilder();
        for (var at = parser.getParsingContext(); at != null; at = at.getParent()) {
            if (at.inArray()) {
                path.insert(0, "[" + at.getCurrentIndex() + "]");
            } else if (at.inObject() && at.getCurrentName() != null) {
                path.insert(0, "." + at.getCurrentName());
            }
        }
        return shortened(path.isEmpty() || path.charAt(0) == '[' ? path.toString() : path.substring(1));
    }

    /** Names come from a client, so they may be long and may contain control characters. */
    private static String shortened(String path) {
        var printable = path.replaceAll("\\p{Cntrl}|\\p{Cs}", "\uFFFD");
        return printable.length() <= 200 ? printable : printable.substring(0, 200) + "…";
    }
}
