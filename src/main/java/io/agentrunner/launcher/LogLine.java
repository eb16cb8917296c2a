package io.agentrunner.launcher;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The first line of an entry in a server's log. There are three forms: that of {@code server-config/logging.properties}, a
 * JSON object, and the default of Payara Server, where the message begins on the second line.
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

    /** Moves the message of an entry of JSON or of Payara Server to the first line, as in all other entries. */
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

    /**
     * Returns whether a person needs this entry: the application's own lines, and warnings of the server except for
     * those without a logger, which mean nothing.
     */
    boolean isForPeople() {
        return isOurs() || (isWarning() && !logger.equals("null"));
    }

    String simpleLogger() {
        return logger.replaceAll(".*[.$]", "");
    }
}
