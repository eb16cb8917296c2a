package io.agentrunner.launcher;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.stream.Stream;

/** An entry of a log in JSON, as {@code LogFormat} or Payara Server writes it, in the lines that people read. */
final class JsonEntry {
    private static final ObjectMapper JSON = new ObjectMapper();

    private JsonEntry() {}

    /** Returns the line in the form of {@code logging.properties}; itself when it is no entry in JSON. */
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
        // The zone has a colon here and none there
        var at = text(entry, time).replaceFirst("Z$", "+0000").replaceFirst("([+-]\\d\\d):(\\d\\d)$", "$1$2");
        var head = at + " " + text(entry, level) + " [" + text(entry, logger) + "] " + message;
        return Stream.concat(head.lines(), stack.lines()).toList();
    }

    private static String text(JsonNode entry, String member) {
        return entry.path(member).asText("");
    }
}
