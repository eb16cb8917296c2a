package io.agentrunner.launcher;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.stream.Stream;

/** Converts an entry of a JSON log, by {@code LogFormat} or Payara Server, to lines for people. */
final class JsonEntry {
    private static final ObjectMapper JSON = new ObjectMapper();

    private JsonEntry() {}

    /** Returns the entry in the form of {@code logging.properties}, or the unchanged line if it is no JSON entry. */
    static List<String> lines(String line) {
        if (!line.startsWith("{")) {
            return List.of(line);
        }
        try {
            var entry = JSON.readTree(line);
            return entry.has("time") ? ofOurs(entry) : entry.has("Timestamp") ? ofPayara(entry) : List.of(line);
        } catch (JsonProcessingException notJson) {
            return List.of(line);
        }
    }

    private static List<String> ofOurs(JsonNode entry) {
        return lines(entry, "time", "level", "logger", text(entry, "message"), text(entry, "stack"));
    }

    private static List<String> ofPayara(JsonNode entry) {
        var thrown = entry.path("Throwable");
        var message = entry.has("LogMessage") ? text(entry, "LogMessage") : text(thrown, "Exception");
        return lines(entry, "Timestamp", "Level", "LoggerName", message, text(thrown, "StackTrace"));
    }

    private static List<String> lines(
            JsonNode entry, String time, String level, String logger, String message, String stack) {
        // JSON has a colon in the zone, the other form has none
        var at = text(entry, time).replaceFirst("Z$", "+0000").replaceFirst("([+-]\\d\\d):(\\d\\d)$", "$1$2");
        var head = at + " " + text(entry, level) + " [" + text(entry, logger) + "] " + message;
        return Stream.concat(head.lines(), stack.lines()).toList();
    }

    private static String text(JsonNode entry, String member) {
        return entry.path(member).asText("");
    }
}
