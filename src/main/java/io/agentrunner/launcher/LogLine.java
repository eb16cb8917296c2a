package io.agentrunner.launcher;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The first line of an entry in a server's log; {@code server-config/logging.properties} gives the form. */
record LogLine(String time, String level, String logger, String message) {
    private static final Pattern FORM = Pattern.compile(
            "\\d{4}-\\d\\d-\\d\\dT(?<time>\\d\\d:\\d\\d:\\d\\d)\\.\\d{3}[+-]\\d{4} (?<level>[A-Z]+) \\[(?<logger>[^\\]]*)\\] (?<message>.*)");
    private static final Set<String> WARNINGS = Set.of("WARNING", "SEVERE");

    static Optional<LogLine> parse(String line) {
        var matcher = FORM.matcher(line);
        return matcher.matches()
                ? Optional.of(new LogLine(
                        matcher.group("time"),
                        matcher.group("level"),
                        matcher.group("logger"),
                        matcher.group("message")))
                : Optional.empty();
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
