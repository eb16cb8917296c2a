package io.agentrunner.launcher;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/** One start: what it has running, in the order in which it must end: first the nodes, then their database. */
final class Session {
    private static final Duration PATIENCE_WITH_A_START = Duration.ofMinutes(3);
    /** The server takes about two seconds before it tells the application, and some to go after that. */
    private static final Duration MARGIN = Duration.ofSeconds(15);

    private final PrintStream out;
    private final LogView view;
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final CountDownLatch lost = new CountDownLatch(1);
    private final List<NodeProcess> nodes = new ArrayList<>();
    private final List<Thread> followers = new ArrayList<>();
    private volatile boolean ready;
    private volatile boolean failed;
    private Options options;
    private DataFolder folder;
    private EmbeddedDatabase embedded;

    Session(PrintStream out) {
        this.out = out;
        this.view = new LogView(out);
    }

    /** Starts everything and returns when all nodes, or the database, were lost; a stop ends the process before. */
    void run(Options wanted) {
        options = wanted;
        folder = DataFolder.open(wanted.dataFolder());
        var leftovers = folder.ledger().endLeftovers(wanted.shutdownGrace().plus(MARGIN));
        if (!leftovers.isEmpty()) {
            say("Ended what an earlier start had left running: " + String.join(", ", leftovers) + ".");
        }
        Ports.check(wanted.host(), wanted.ports());
        var database = database();
        say("Starting " + nodes(wanted.workers()) + " with " + database + " …");
        for (var port : wanted.ports()) {
            startNode(port, database);
        }
        nodes.forEach(node -> node.awaitReady(PATIENCE_WITH_A_START));
        ready = true;
        view.showServerToo();
        say(readyLine(database));
        try {
            lost.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Says why this start ends, unless it ends because it was asked to. */
    void fail(String line) {
        if (!stopping.get()) {
            failed = true;
            System.err.println("Agent Runner: " + line);
        }
    }

    /** Ends everything in order and returns the exit code. */
    int stop() {
        stopping.set(true);
        synchronized (this) {
            stopNodes();
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

    private synchronized Database database() {
        refuseWhenStopping();
        if (options.database().isPresent()) {
            ExternalDatabase.check(options.database().get());
            return options.database().get();
        }
        embedded = EmbeddedDatabase.start(folder.path());
        var unused = embedded.onExit()
                .thenRun(() -> lose("The embedded PostgreSQL has ended unexpectedly; see "
                        + shown(folder.logs().resolve("postgres.log")) + ". Stopping."));
        return embedded.database();
    }

    private synchronized void startNode(int port, Database database) {
        refuseWhenStopping();
        var node = NodeProcess.start(
                NodeOptions.of(port, folder.path()).withHost(options.host()).with(database));
        nodes.add(node);
        folder.ledger().enter(node.name(), node.handle());
        var unused = node.onExit().thenAccept(code -> nodeEnded(node, code));
        var label = options.workers() > 1 ? " " + port : "";
        followers.add(Thread.ofPlatform()
                .daemon()
                .name("log-" + port)
                .start(new LogFollower(
                        node.logFile(), node.logStart(), node::isAlive, entry -> view.show(label, entry))));
    }

    private void refuseWhenStopping() {
        if (stopping.get()) {
            throw new LaunchFailure("Stopped while it started.");
        }
    }

    private void nodeEnded(NodeProcess node, int code) {
        if (stopping.get() || !ready) {
            return;
        }
        folder.ledger().strike(node.name());
        var left = nodes.stream().filter(NodeProcess::isAlive).count();
        var line = "Node " + node.port() + " has ended unexpectedly (exit code " + code + "); see "
                + shown(node.logFile());
        if (left > 0) {
            say(line + ". " + left + (left == 1 ? " other goes on." : " others go on."));
        } else {
            lose(line + ". No node is left: stopping.");
        }
    }

    private void lose(String line) {
        fail(line);
        lost.countDown();
    }

    private void stopNodes() {
        if (nodes.isEmpty()) {
            return;
        }
        if (ready) {
            say("Stopping: running agents get up to " + options.shutdownGrace().toSeconds()
                    + " s to reach a checkpoint …");
        }
        var handles = nodes.stream().map(NodeProcess::handle).toList();
        if (!Termination.of(handles, options.shutdownGrace().plus(MARGIN))) {
            say("A node did not stop in time and was killed; its runs are taken up by the next start.");
        }
        for (var follower : followers) {
            join(follower);
        }
        nodes.forEach(node -> folder.ledger().strike(node.name()));
    }

    private void stopDatabase() {
        try {
            embedded.close();
        } catch (LaunchFailure e) {
            System.err.println("Agent Runner: " + e.getMessage());
            failed = true;
        }
    }

    private static void join(Thread follower) {
        try {
            follower.join(Duration.ofSeconds(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String readyLine(Database database) {
        var first =
                options.host().equals("127.0.0.1") || options.host().equals("0.0.0.0") ? "localhost" : options.host();
        var last = options.port() + options.workers() - 1;
        return "Ready: http://" + first + ":" + options.port()
                + (options.workers() == 1 ? ", " : " to :" + last + ", ")
                + nodes(options.workers())
                + (options.host().equals("0.0.0.0") ? " on all addresses of this machine" : "")
                + ", " + database
                + ", data in " + shown(folder.path())
                + ", full log in " + shown(folder.logs()) + "/node-" + (options.workers() == 1 ? options.port() : "*")
                + ".log";
    }

    private static String nodes(int count) {
        return count == 1 ? "1 node" : count + " nodes";
    }

    private void say(String line) {
        out.println(line);
    }

    private static Path shown(Path path) {
        var here = Path.of("").toAbsolutePath();
        return path.startsWith(here) ? here.relativize(path) : path;
    }
}
