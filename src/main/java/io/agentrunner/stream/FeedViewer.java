package io.agentrunner.stream;

import io.agentrunner.run.RunFilter;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** A dashboard. It holds its place in the log of batches. Used under its connection's lock. */
final class FeedViewer implements Viewer {
    private static final int MANY = 201;

    private final FeedHub hub;
    private final RunFilter filter;
    private final Optional<Set<Long>> projects;

    /** The first messages, for this viewer alone. */
    private final Deque<ByteBuffer> first = new ArrayDeque<>();

    private Connection connection;
    private long position;
    private Iterator<FeedMessage> messages = List.<FeedMessage>of().iterator();
    private FeedLog.Batch batch;
    private boolean moved;

    /** @param projects the only projects that exist for its caller; empty: all */
    FeedViewer(FeedHub hub, RunFilter filter, Optional<Set<Long>> projects) {
        this.hub = hub;
        this.projects = projects;
        this.filter = filter;
    }

    /** Enters it among the viewers; returns the cursor after which all changes will be sent. */
    String join(Connection by, Supplier<String> now) {
        connection = by;
        var log = hub.join(by, projects, now);
        position = log.last();
        return log.cursor();
    }

    /**
     * Sends it messages before all others; called before the connection begins.
     *
     * @param from all changes before it are in these messages
     */
    void begin(List<FeedMessage> own, String from) {
        own.stream()
                .filter(this::isWanted)
                .forEach(message -> first.add(message.frame().duplicate()));
        first.add(FeedMessage.cursor(from));
    }

    private boolean isWanted(FeedMessage message) {
        return (message.run() == null || filter.matches(message.run().run()))
                && (message.forAll() || message.projects().equals(projects));
    }

    @Override
    public ByteBuffer next() {
        if (!first.isEmpty()) {
            return first.poll();
        }
        for (var log = hub.log(); log != null; ) {
            while (messages.hasNext()) {
                var message = messages.next();
                if (isWanted(message)) {
                    moved = true;
                    return message.frame().duplicate();
                }
            }
            if (moved) {
                moved = false;
                return batch.end().duplicate();
            }
            if (log.isBehind(position)) {
                position = log.last();
                return FeedMessage.many(log.cursor(), MANY).frame();
            }
            batch = log.after(position);
            if (batch == null) {
                return null;
            }
            position++;
            messages = batch.messages().iterator();
        }
        return null;
    }

    @Override
    public ByteBuffer keepAlive() {
        var log = hub.log();
        return log == null || position < log.last() ? Viewer.super.keepAlive() : FeedMessage.cursor(log.cursor());
    }

    @Override
    public boolean isDone() {
        return false;
    }

    @Override
    public void closed() {
        hub.leave(connection);
    }
}
