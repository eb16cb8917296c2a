package io.agentrunner.launcher;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/** {@code make start-agent}: starts a database, one or more nodes, and a readable log, until Ctrl+C. */
public final class Launcher {
    private Launcher() {}

    public static void main(String[] args) {
        untilStopped(NodesSession::new);
    }

    /** Runs a session in the foreground, and stops it in order when the process gets a signal. */
    static void untilStopped(Function<PrintStream, Session> kind) {
        var out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        var session = kind.apply(out);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(session, out), "stop"));
        try {
            session.run(Options.from(System.getenv()));
        } catch (LaunchFailure e) {
            session.fail(e.getMessage());
        }
        System.exit(1);
    }

    /** The JVM's own exit code after a signal means "killed", which is wrong for an orderly stop. */
    private static void end(Session session, PrintStream out) {
        var code = session.stop();
        out.flush();
        System.err.flush();
        Runtime.getRuntime().halt(code);
    }
}
