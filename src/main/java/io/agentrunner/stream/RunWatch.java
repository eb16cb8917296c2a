package io.agentrunner.stream;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A run that has viewers on this node. Thread-safe; only the reader publishes. */
final class RunWatch {
    private final long run;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private volatile Window window;

    /** True until the reader has asked for it once: the run may have changed since its first query. */
    private volatile boolean isNew = true;

    RunWatch(long run, RunHead head) {
        this.run = run;
        window = Window.empty(head.lastEvent(), head.ended());
    }

    boolean isNew() {
        return isNew;
    }

    void asked() {
        isNew = false;
    }

    long run() {
        return run;
    }

    Window window() {
        return window;
    }

    void add(Connection connection) {
        connections.add(connection);
    }

    /** Returns whether none is left. */
    boolean remove(Connection connection) {
        connections.remove(connection);
        return connections.isEmpty();
    }

    /** Makes a newer state known and sends it. */
    void publish(Window newer) {
        window = newer;
        connections.forEach(Connection::push);
    }

    void trim(int mostBytes) {
        window = window.within(mostBytes);
    }

    /**
     * Publishes the events that follow the window's.
     *
     * @param newer without a gap; empty if they are too many to be kept
     */
    void publish(RunHead head, List<Frame> newer, int mostBytes) {
        var now = window;
        publish(
                now.last() + newer.size() == head.lastEvent()
                        ? now.and(newer, head.ended(), mostBytes)
                        : Window.empty(head.lastEvent(), head.ended()));
    }
}
