package io.agentrunner.stream;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * A viewer of one run. It holds a cursor, not a queue: frames come from the run's window, or from a page of the database while
 * it is behind the window. Used under its connection's lock.
 */
final class RunViewer implements Viewer {
    private final RunWatches watches;
    private final RunPages pages;
    private final boolean named;
    private final Deque<Frame> page = new ArrayDeque<>();

    private RunWatch watch;
    private Connection connection;
    private int cursor;
    private int pageBytes;
    private boolean asked;
    private boolean gone;

    /** @param after the id of the last event that the client has */
    RunViewer(RunWatches watches, RunPages pages, int after, boolean named) {
        this.watches = watches;
        this.pages = pages;
        this.cursor = after;
        this.named = named;
    }

    /** Enters the connection among those that watch the run, before anything is sent. */
    void watch(Connection by, RunHead head) {
        connection = by;
        watch = watches.add(head, by);
    }

    Connection connection() {
        return connection;
    }

    long run() {
        return watch.run();
    }

    int cursor() {
        return cursor;
    }

    @Override
    public ByteBuffer next() {
        var frame = page.poll();
        if (frame == null) {
            pages.giveBack(pageBytes);
            pageBytes = 0;
            frame = inWindow();
        }
        if (frame == null) {
            return null;
        }
        cursor = frame.id();
        return frame.toSend(named);
    }

    private Frame inWindow() {
        var window = watch.window();
        if (!window.isBehind(cursor)) {
            return window.after(cursor);
        }
        if (!asked) {
            asked = true;
            pages.ask(this);
        }
        return null;
    }

    /**
     * Takes a page of the database.
     *
     * @param frames that follow the cursor; none if the run was removed
     * @param bytes that they were counted with
     */
    void paged(List<Frame> frames, int bytes) {
        asked = false;
        gone = frames.isEmpty();
        page.addAll(frames);
        pageBytes = bytes;
    }

    @Override
    public boolean isDone() {
        var window = watch.window();
        return gone || (window.ended() && cursor >= window.last());
    }

    @Override
    public void closed() {
        page.clear();
        pages.giveBack(pageBytes);
        pageBytes = 0;
        watches.remove(watch, connection);
    }
}
