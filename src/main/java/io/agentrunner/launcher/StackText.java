package io.agentrunner.launcher;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads printed stack traces. */
final class StackText {
    private static final Pattern EXCEPTION = Pattern.compile(
            "(?:Caused by: )?(?<type>[\\w.$]+(?:Exception|Error|Failure|Throwable))(?:: (?<message>.*))?");

    private static final int LINES_OF_A_MESSAGE = 3;

    private StackText() {}

    /** Returns whether this line names an exception: the first line of a trace, or one of its causes. */
    static boolean isCause(String line) {
        return EXCEPTION.matcher(line).matches();
    }

    /** Returns the message of the exception, or its simple name if it has none. */
    private static String message(String line) {
        var matcher = EXCEPTION.matcher(line);
        if (!matcher.matches()) {
            return line;
        }
        var message = matcher.group("message");
        return message == null || message.isBlank() ? matcher.group("type").replaceAll(".*[.$]", "") : message.strip();
    }

    /**
     * Returns the message of the deepest cause of a printed trace in one line. Some exceptions have the important part on
     * their second line.
     */
    static Optional<String> rootCause(List<String> trace) {
        for (int i = trace.size() - 1; i >= 0; i--) {
            if (isCause(trace.get(i))) {
                var more = trace.subList(i + 1, trace.size()).stream()
                        .takeWhile(line -> !line.startsWith("\t"))
                        .filter(line -> !line.isBlank())
                        .map(String::strip)
                        .limit(LINES_OF_A_MESSAGE - 1);
                return Optional.of(
                        Stream.concat(Stream.of(message(trace.get(i))), more).collect(Collectors.joining(" ")));
            }
        }
        return Optional.empty();
    }
}
