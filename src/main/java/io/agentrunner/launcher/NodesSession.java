package io.agentrunner.launcher;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs one or more nodes on Payara Micro: {@code make start-agent}. */
final class NodesSession extends Session {
    private static final Duration PATIENCE_WITH_A_START = Duration.ofMinutes(3);

    private final List<NodeProcess> nodes = new ArrayList<>();
    private final List<Thread> followers = new ArrayList<>();

    NodesSession(PrintStream out) {
        super(out);
    }

    @Override
    void endLeftovers() {
        var leftovers = folder().ledger().endLeftovers(options().shutdownGrace().plus(MARGIN));
        if (!leftovers.isEmpty()) {
            say("Ended processes that an earlier start had left running: " + String.join(", ", leftovers) + ".");
        }
    }

    @Override
    void checkPorts() {
        Ports.check(options().host(), options().ports());
        Ports.check(Tls.PORT, options().host(), options().tlsPorts());
        Ports.check(Options.HEALTH_PORT, options().host(), options().healthPorts());
    }

    @Override
    void startServers(Database database) {
        StartCache.options(Installation.here(), progress());
        progress().of("Starting " + nodes(options().workers()) + " with " + database, () -> start(database));
    }

    private List<NodeProcess> start(Database database) {
        for (var port : options().ports()) {
            startNode(port, database);
        }
        nodes.forEach(node -> node.awaitReady(PATIENCE_WITH_A_START));
        return nodes;
    }

    private synchronized void startNode(int port, Database database) {
        refuseWhenStopping();
        var node = NodeProcess.start(withTls(NodeOptions.of(port, folder().path())
                .withHost(options().host())
                .with(database)
                .with(ofHealth(port))));
        nodes.add(node);
        folder().ledger().enter(node.name(), node.handle());
        var unused = node.onExit().thenAccept(code -> nodeEnded(node, code));
        var label = options().workers() > 1 ? " " + port : "";
        followers.add(Thread.ofPlatform()
                .daemon()
                .name("log-" + port)
                .start(new LogFollower(
                        new LogRotation(node.logFile(), options().logMaxBytes(), this::isReady),
                        node.logStart(),
                        node::isAlive,
                        entry -> view().show(label, entry))));
    }

    private NodeOptions withTls(NodeOptions node) {
        return options().tlsPort() == 0
                ? node
                : Tls.in(folder().path(), options().environment())
                        .of(
                                node,
                                options().host(),
                                options().tlsPort() + node.port() - options().port());
    }

    private Map<String, String> ofHealth(int port) {
        return options().healthPort() == 0
                ? Map.of()
                : Map.of(
                        Options.HEALTH_PORT,
                        Integer.toString(
                                options().healthPort() + port - options().port()));
    }

    private void nodeEnded(NodeProcess node, int code) {
        if (isStopping() || !isReady()) {
            return;
        }
        folder().ledger().strike(node.name());
        var left = nodes.stream().filter(NodeProcess::isAlive).count();
        var line = "Node " + node.port() + " has ended unexpectedly (exit code " + code + "); see "
                + shown(node.logFile());
        if (left > 0) {
            say(line + ". " + left + (left == 1 ? " other continues." : " others continue."));
        } else {
            lose(line + ". No node is left: stopping.");
        }
    }

    @Override
    void stopServers() {
        if (nodes.isEmpty()) {
            return;
        }
        if (isReady()) {
            say("Stopping: running agents get up to "
                    + options().shutdownGrace().toSeconds() + " s to reach a checkpoint …");
        }
        var handles = nodes.stream().map(NodeProcess::handle).toList();
        if (!Termination.of(handles, options().shutdownGrace().plus(MARGIN))) {
            say("A node did not stop in time and was killed; the next start recovers its runs.");
        }
        followers.forEach(Session::join);
        nodes.forEach(node -> folder().ledger().strike(node.name()));
    }

    @Override
    String readyLine(Database database) {
        var host = options().host();
        var first = host.equals("127.0.0.1") || host.equals("0.0.0.0") ? "localhost" : host;
        var last = options().port() + options().workers() - 1;
        return "Ready: http://" + first + ":" + options().port()
                + (options().workers() == 1 ? ", " : " to :" + last + ", ")
                + nodes(options().workers())
                + (options().healthPort() == 0
                        ? ""
                        : ", health and metrics also on :" + options().healthPort())
                + tlsText(first)
                + (host.equals("0.0.0.0") ? " on all addresses of this machine" : "")
                + ", " + database
                + ", data in " + shown(folder().path())
                + ", full log in " + shown(folder().logs()) + "/node-"
                + (options().workers() == 1 ? options().port() : "*")
                + ".log";
    }

    private String tlsText(String host) {
        var tls = options().tlsPort();
        if (tls == 0) {
            return "";
        }
        var own = Options.value(options().environment(), Tls.KEYSTORE).isPresent();
        return ", TLS on https://" + host + ":" + tls
                + (own
                        ? ""
                        : " (for trials, certificate " + shown(folder().path().resolve("tls/certificate.pem")) + ")");
    }

    private static String nodes(int count) {
        return count == 1 ? "1 node" : count + " nodes";
    }
}
