package io.agentrunner.launcher;

import java.util.regex.Pattern;

/** Reads printed stack traces. */
final class StackText {
    private static final Pattern EXCEPTION = Pattern.compile(
            "(?:Caused by: )?(?<type>[\\w.$]+(?:Exception|Error|Failure|Throwable))(?:: (?<message>.*))?");

    private StackText() {}

    /** Whether this line names an exception: the first line of a trace, or one of its causes. */
    static boolean isCause(String line) {
        return EXCEPTION.matcher(line).matches();
    }

    /** What the exception says; its simple name when it says nothing. */
    static String message(String line) {
        var matcher = EXCEPTION.matcher(line);
        if (!matcher.matches()) {
            return line;
        }
        var message = matcher.group("message");
        return message == null || message.isBlank() ? matcher.group("type").replaceAll(".*[.$]", "") : message.strip();
    }
}
