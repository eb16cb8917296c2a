package io.agentrunner.launcher;

import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Shows the servers' logs to people: the application's own lines, and warnings in one line each. */
final class LogView {
    private final PrintStream out;
    private volatile boolean serverToo;

    LogView(PrintStream out) {
        this.out = out;
    }

    /**
     * Shows the server's own warnings from now on. They are hidden during the start, since a failed deployment logs dozens
     * of them and its reason is printed in one line.
     */
    void showServerToo() {
        serverToo = true;
    }

    /** Prints one entry if a person needs it. */
    void show(String node, List<String> entry) {
        var ours = LogLine.parse(entry.getFirst()).filter(LogLine::isOurs).isPresent();
        if (ours || serverToo) {
            condensed(entry).ifPresent(line -> out.println(line.formatted(node)));
        }
    }

    /** Returns an entry as one line with a place for the node's name. */
    static Optional<String> condensed(List<String> entry) {
        return LogLine.parse(entry.getFirst()).filter(LogLine::isForPeople).map(line -> {
            var text = new StringBuilder(line.time()).append("%s ");
            if (line.isWarning()) {
                text.append(line.level()).append(' ');
            }
            var cause = StackText.rootCause(entry.subList(1, entry.size()))
                    .filter(told -> !line.message().contains(told));
            var parts = Stream.concat(Stream.of(line.message()), cause.stream());
            text.append(escaped(parts.filter(part -> !part.isBlank()).collect(Collectors.joining(" — "))));
            if (!line.isOurs()) {
                text.append(" [").append(line.simpleLogger()).append(']');
            }
            return text.toString();
        });
    }

    private static String escaped(String text) {
        return text.replace("%", "%%");
    }
}
