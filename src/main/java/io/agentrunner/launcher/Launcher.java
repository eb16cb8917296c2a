package io.agentrunner.launcher;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** {@code make start-agent}: a database, one or more nodes, and a log that a person can read, until Ctrl+C. */
public final class Launcher {
    private Launcher() {}

    public static void main(String[] args) {
        var out =
                new PrintStream(new java.io.FileOutputStream(java.io.FileDescriptor.out), true, StandardCharsets.UTF_8);
        var session = new Session(out);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(session, out), "stop"));
        try {
            session.run(Options.from(System.getenv()));
        } catch (LaunchFailure e) {
            session.fail(e.getMessage());
        }
        System.exit(1);
    }

    /** The JVM's own exit code after a signal says "killed"; an orderly stop is none. */
    private static void end(Session session, PrintStream out) {
        var code = session.stop();
        out.flush();
        System.err.flush();
        Runtime.getRuntime().halt(code);
    }
}
