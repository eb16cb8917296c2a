package io.agentrunner.launcher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** Finds in a server's log whether its deployment failed, and why. */
final class DeploymentLog {
    private static final Pattern NOTHING_DEPLOYED = Pattern.compile("\"Deployed\": \\[\\s*]");

    private final Path log;
    private final long start;

    DeploymentLog(Path log, long start) {
        this.log = log;
        this.start = start;
    }

    /** Whether the server has done with its deployments; asking for its health before that makes it log errors. */
    boolean isComplete() {
        return text().contains("\"Instance Configuration\"");
    }

    /** The server lists what it deployed; an empty list is the only sign of a failure. */
    boolean hasFailed() {
        return isComplete() && NOTHING_DEPLOYED.matcher(text()).find();
    }

    /** The deepest cause of the first severe entry: what was really wrong, in one line. */
    String reason() {
        var lines = lines();
        var severe = -1;
        String cause = null;
        for (int i = 0; i < lines.size(); i++) {
            var header = LogLine.parse(lines.get(i));
            if (header.isPresent() && severe >= 0 && cause != null) {
                break;
            }
            if (header.isPresent() && severe < 0 && header.get().level().equals("SEVERE")) {
                severe = i;
            }
            if (header.isEmpty() && severe >= 0 && StackText.isCause(lines.get(i))) {
                cause = lines.get(i);
            }
        }
        if (cause != null) {
            return StackText.message(cause);
        }
        return severe < 0
                ? lines.isEmpty() ? "see " + log : lines.getLast() + " (see " + log + ")"
                : LogLine.parse(lines.get(severe)).orElseThrow().message();
    }

    private List<String> lines() {
        return text().lines().toList();
    }

    private String text() {
        try (var in = Files.newInputStream(log)) {
            in.skipNBytes(start);
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException notWrittenYet) {
            return "";
        }
    }
}
