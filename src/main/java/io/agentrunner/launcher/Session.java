package io.agentrunner.launcher;

import io.agentrunner.settings.SettingRefusedException;
import io.agentrunner.settings.Settings;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/** One start with its processes, which end in this order: first the servers, then their database. */
abstract class Session {
    /** The server takes about two seconds before it stops the application, and some more to end. */
    static final Duration MARGIN = Duration.ofSeconds(15);

    private final PrintStream out;
    private final LogView view;
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final CountDownLatch lost = new CountDownLatch(1);
    private volatile boolean ready;
    private volatile boolean failed;
    private Options options;
    private DataFolder folder;
    private EmbeddedDatabase embedded;
    private final Progress progress = new Progress(this::say);

    Session(PrintStream out) {
        this.out = out;
        this.view = new LogView(out);
    }

    /** Ends the processes that an earlier start on this folder left running. */
    abstract void endLeftovers();

    /** Fails with one line if a port is not free, before anything is started. */
    abstract void checkPorts();

    /** Starts the servers and returns when they serve. */
    abstract void startServers(Database database);

    abstract String readyLine(Database database);

    /** Ends the servers. Called with the lock of this object, perhaps before a server was started. */
    abstract void stopServers();

    /**
     * Starts everything and returns when all servers, or the database, are lost. A requested stop ends the process
     * before that.
     */
    void run(Options wanted) {
        options = wanted;
        checkSettings(wanted.environment());
        folder = DataFolder.open(wanted.dataFolder());
        endLeftovers();
        checkPorts();
        var database = database();
        startServers(database);
        ready = true;
        view.showServerToo();
        say(readyLine(database));
        try {
            lost.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Prints the reason for the end of this start, if it was not requested. */
    final void fail(String line) {
        if (!stopping.get()) {
            failed = true;
            System.err.println("Agent Runner: " + line);
        }
    }

    /** Ends everything in order and returns the exit code. */
    final int stop() {
        stopping.set(true);
        synchronized (this) {
            stopServers();
            if (embedded != null) {
                stopDatabase();
            }
            if (folder != null) {
                folder.close();
            }
        }
        if (ready) {
            say("Stopped.");
        }
        return failed ? 1 : 0;
    }

    /** Checked here, since a node would only notice after its whole start. */
    private static void checkSettings(Map<String, String> environment) {
        try {
            Settings.check(environment);
        } catch (SettingRefusedException e) {
            throw new LaunchFailure(e.getMessage(), e);
        }
    }

    private synchronized Database database() {
        refuseWhenStopping();
        if (options.database().isPresent()) {
            ExternalDatabase.check(options.database().get());
            return options.database().get();
        }
        embedded = Files.exists(folder.path().resolve("postgres"))
                ? EmbeddedDatabase.start(folder.path())
                : progress.of(
                        "Making a PostgreSQL " + EmbeddedDatabase.MAJOR_VERSION + " in " + shown(folder.path())
                                + ", once",
                        () -> EmbeddedDatabase.start(folder.path()));
        new LogRotation(folder.logs().resolve("postgres.log"), options.logMaxBytes(), () -> true)
                .watch(() -> !embedded.onExit().isDone());
        var unused = embedded.onExit()
                .thenRun(() -> lose("The embedded PostgreSQL has ended unexpectedly; see "
                        + shown(folder.logs().resolve("postgres.log")) + ". Stopping."));
        return embedded.database();
    }

    private void stopDatabase() {
        try {
            embedded.close();
        } catch (LaunchFailure e) {
            System.err.println("Agent Runner: " + e.getMessage());
            failed = true;
        }
    }

    final void refuseWhenStopping() {
        if (stopping.get()) {
            throw new LaunchFailure("Stopped while it started.");
        }
    }

    /** Ends the start when a necessary part has ended. */
    final void lose(String line) {
        fail(line);
        lost.countDown();
    }

    final Options options() {
        return options;
    }

    final Progress progress() {
        return progress;
    }

    final DataFolder folder() {
        return folder;
    }

    final LogView view() {
        return view;
    }

    final boolean isReady() {
        return ready;
    }

    final boolean isStopping() {
        return stopping.get();
    }

    final void say(String line) {
        out.println(line);
    }

    static void join(Thread follower) {
        try {
            follower.join(Duration.ofSeconds(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static Path shown(Path path) {
        var here = Path.of("").toAbsolutePath();
        return path.startsWith(here) ? here.relativize(path) : path;
    }
}
