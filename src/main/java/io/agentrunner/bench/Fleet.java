package io.agentrunner.bench;

import io.agentrunner.launcher.Database;
import io.agentrunner.launcher.LaunchFailure;
import io.agentrunner.launcher.NodeOptions;
import io.agentrunner.launcher.NodeProcess;
import io.agentrunner.launcher.Ports;
import io.agentrunner.launcher.Termination;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The running nodes, at most one of each role. */
final class Fleet implements AutoCloseable {
    private static final Duration UNTIL_READY = Duration.ofSeconds(90);
    private static final Duration UNTIL_GONE = Duration.ofSeconds(30);

    private final Path folder;
    private final Database database;
    private final Map<Role, NodeProcess> nodes = new EnumMap<>(Role.class);
    private boolean closed;

    Fleet(Path folder, Database database) {
        this.folder = folder;
        this.database = database;
    }

    /** Returns nodes of these roles, ready and in this order. All others are stopped. */
    List<NodeProcess> only(Role... roles) {
        stop(Set.of(roles));
        for (var role : roles) {
            start(role);
        }
        var wanted = new ArrayList<NodeProcess>();
        for (var role : roles) {
            var node = node(role);
            node.awaitReady(UNTIL_READY);
            wanted.add(node);
        }
        return wanted;
    }

    private synchronized NodeProcess node(Role role) {
        return nodes.get(role);
    }

    private synchronized void start(Role role) {
        if (closed) {
            throw new LaunchFailure("Stopped while it measured.");
        }
        var known = nodes.get(role);
        if (known == null || !known.isAlive()) {
            nodes.put(
                    role,
                    NodeProcess.start(
                            NodeOptions.of(Ports.free(), folder).with(database).with(role.environment())));
        }
    }

    private synchronized void stop(Set<Role> except) {
        var others = new EnumMap<>(nodes);
        others.keySet().removeAll(except);
        nodes.keySet().retainAll(except);
        Termination.of(others.values().stream().map(NodeProcess::handle).toList(), UNTIL_GONE);
    }

    @Override
    public synchronized void close() {
        closed = true;
        stop(Set.of());
    }
}
