package io.agentrunner.launcher;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The first line of an entry in a server's log: as {@code server-config/logging.properties} has it, as an object of JSON, or as
 * Payara Server writes it by itself, where the message begins on a line of its own.
 */
public record LogLine(String time, String level, String logger, String message) {
    private static final Pattern FORM = Pattern.compile(
            "\\d{4}-\\d\\d-\\d\\dT(?<time>\\d\\d:\\d\\d:\\d\\d)\\.\\d{3}[+-]\\d{4} (?<level>[A-Z]+) \\[(?<logger>[^\\]]*)\\] (?<message>.*)");
    private static final Pattern FORM_OF_PAYARA = Pattern.compile(
            "\\[\\d{4}-\\d\\d-\\d\\dT(?<time>\\d\\d:\\d\\d:\\d\\d)\\.\\d{3}[+-]\\d{4}] \\[[^]]*] \\[(?<level>[A-Z]+)] \\[[^]]*] \\[(?<logger>[^]]*)] .*?\\[\\[(?<message>.*)");
    private static final Set<String> WARNINGS = Set.of("WARNING", "SEVERE");

    public static Optional<LogLine> parse(String text) {
        var line = JsonEntry.lines(text).getFirst();
        var matcher = (line.startsWith("[") ? FORM_OF_PAYARA : FORM).matcher(line);
        return matcher.matches()
                ? Optional.of(new LogLine(
                        matcher.group("time"),
                        matcher.group("level"),
                        matcher.group("logger"),
                        matcher.group("message")))
                : Optional.empty();
    }

    /** An entry of JSON or of Payara Server with its message in the first line, as all others have it. */
    static List<String> inOneForm(List<String> text) {
        var entry = text.stream().map(JsonEntry::lines).flatMap(List::stream).toList();
        var lines = new ArrayList<>(entry.subList(1, entry.size()));
        lines.removeIf(String::isBlank);
        if (lines.isEmpty() || !entry.getFirst().startsWith("[")) {
            return entry;
        }
        lines.replaceAll(line -> line.replaceFirst("]]$", ""));
        lines.set(0, entry.getFirst() + lines.getFirst().strip());
        return lines;
    }

    boolean isOurs() {
        return logger.startsWith("io.agentrunner");
    }

    boolean isWarning() {
        return WARNINGS.contains(level);
    }

    /** The application's own lines, and warnings of the server; some of its warnings come from nobody and mean nothing. */
    boolean isForPeople() {
        return isOurs() || (isWarning() && !logger.equals("null"));
    }

    String simpleLogger() {
        return logger.replaceAll(".*[.$]", "");
    }
}
