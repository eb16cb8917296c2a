package io.agentrunner.launcher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Finds in a server's log whether the deployment failed, and the reason. */
final class DeploymentLog {
    private static final Pattern NOTHING_DEPLOYED = Pattern.compile("\"Deployed\": \\[\\s*]");

    private final Path log;
    private final long start;

    DeploymentLog(Path log, long start) {
        this.log = log;
        this.start = start;
    }

    /** Reads the lines from the end of the log on. */
    static DeploymentLog from(Path log) {
        try {
            return new DeploymentLog(log, Files.exists(log) ? Files.size(log) : 0);
        } catch (IOException e) {
            throw new LaunchFailure("The log " + log + " cannot be read: " + e, e);
        }
    }

    long start() {
        return start;
    }

    /** Returns whether the server has finished its deployments. A health request before that makes it log errors. */
    boolean isComplete() {
        return text().contains("\"Instance Configuration\"");
    }

    /** Returns whether the server's list of deployed applications is empty, which is the only sign of a failure. */
    boolean hasFailed() {
        return isComplete() && NOTHING_DEPLOYED.matcher(text()).find();
    }

    /** Returns whether Payara Server logged that it could not start an application. */
    boolean hasFailedToLoad() {
        return text().contains("Exception while loading the app");
    }

    /** Returns the deepest cause of the first severe entry that has one, in one line. */
    String reason() {
        var lines = lines();
        var severe = first(lines, 0, DeploymentLog::isSevere);
        if (severe == lines.size()) {
            return lines.isEmpty() ? "see " + log : lines.getLast() + " (see " + log + ")";
        }
        var cause = first(lines, severe, StackText::isCause);
        if (cause == lines.size()) {
            return LogLine.parse(lines.get(severe)).orElseThrow().message();
        }
        var end = first(lines, cause, line -> LogLine.parse(line).isPresent());
        return StackText.rootCause(lines.subList(cause, end)).orElseThrow();
    }

    private static int first(List<String> lines, int from, Predicate<String> wanted) {
        return IntStream.range(from, lines.size())
                .filter(i -> wanted.test(lines.get(i)))
                .findFirst()
                .orElse(lines.size());
    }

    private static boolean isSevere(String line) {
        return LogLine.parse(line)
                .filter(header -> header.level().equals("SEVERE"))
                .isPresent();
    }

    private List<String> lines() {
        return text().lines().toList();
    }

    private static String plain(String written) {
        return written.lines().map(JsonEntry::lines).flatMap(List::stream).collect(Collectors.joining("\n"));
    }

    private String text() {
        try (var in = Files.newInputStream(log)) {
            in.skipNBytes(start);
            return plain(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException notWrittenYet) {
            return "";
        }
    }
}
