package io.agentrunner.server;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import java.util.regex.Pattern;

/**
 * The format of a node's log, set by {@link LastingLogs}: lines for people or, with {@code LOG_FORMAT=json} in the
 * environment, one JSON object per line for collectors. This is a class of the server and not of the application, so it uses
 * only the JDK.
 */
public final class LogFormat extends Formatter {
    public static final String VARIABLE = "LOG_FORMAT";

    /** The pattern of a node, and of an attempt of a run, in messages. */
    private static final Pattern NODE = Pattern.compile("\\b[Nn]ode ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\\b");

    private static final Pattern ATTEMPT = Pattern.compile("\\bRun (\\d+) attempt (\\d+)\\b");
    private static final Pattern CONTROLS = Pattern.compile("[\\x00-\\x1f\\x7f-\\x9f\u2028\u2029&&[^\\n\\t]]");
    private static final Pattern FORGED = Pattern.compile("\n(?=[\\[{]?\"?(time|\\d{4}-))");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSXXX").withZone(ZoneId.systemDefault());

    private final boolean json;
    private final Formatter lines = new SimpleFormatter();

    /** The format in the environment, read once, when the server begins to log. */
    public LogFormat() {
        this("json".equals(System.getenv(VARIABLE)));
    }

    public LogFormat(boolean json) {
        this.json = json;
    }

    @Override
    public String format(LogRecord entry) {
        return json ? object(entry) : harmless(lines.format(entry));
    }

    /**
     * Makes a client's text in a message harmless: control characters, which could drive a terminal, become numbers, and a
     * further line that begins like an entry is indented.
     */
    private static String harmless(String text) {
        if (CONTROLS.matcher(text).find()) {
            text = CONTROLS.matcher(text)
                    .replaceAll(
                            found -> "\\\\x%02x".formatted((int) found.group().charAt(0)));
        }
        return text.indexOf('\n') == text.length() - 1
                ? text
                : FORGED.matcher(text).replaceAll("\n    ");
    }

    private String object(LogRecord entry) {
        var message = String.valueOf(formatMessage(entry));
        var out = new StringBuilder(256);
        member(out, "{", "time", TIME.format(entry.getInstant()));
        member(out, ",", "level", entry.getLevel().getName());
        member(out, ",", "logger", String.valueOf(entry.getLoggerName()));
        member(out, ",", "message", message);
        named(out, message);
        if (entry.getThrown() != null) {
            member(out, ",", "exception", entry.getThrown().toString());
            member(out, ",", "stack", stack(entry.getThrown()));
        }
        return out.append("}\n").toString();
    }

    /** Adds the first node that the message names, and the run and attempt as numbers. */
    private static void named(StringBuilder out, String message) {
        var node = NODE.matcher(message);
        if (node.find()) {
            member(out, ",", "node", node.group(1));
        }
        var attempt = ATTEMPT.matcher(message);
        if (attempt.find()) {
            out.append(",\"run\":").append(attempt.group(1));
            out.append(",\"attempt\":").append(attempt.group(2));
        }
    }

    private static String stack(Throwable thrown) {
        var out = new StringWriter();
        thrown.printStackTrace(new PrintWriter(out, true));
        return out.toString();
    }

    private static void member(StringBuilder out, String before, String name, String value) {
        out.append(before).append('"').append(name).append("\":\"");
        for (var i = 0; i < value.length(); i++) {
            escaped(out, value.charAt(i));
        }
        out.append('"');
    }

    /** Escapes the characters of RFC 8259, and those that some readers take for the end of a line. */
    private static void escaped(StringBuilder out, char c) {
        switch (c) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case '\n' -> out.append("\\n");
            case '\t' -> out.append("\\t");
            default -> {
                if (c < ' ' || c == '\u2028' || c == '\u2029' || c == '\u0085') {
                    out.append("\\u%04x".formatted((int) c));
                } else {
                    out.append(c);
                }
            }
        }
    }
}
