package io.agentrunner.stream;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * One open stream: an HTTP answer that is written as fast as its client reads, and no faster. No thread waits for the client.
 * Each write happens under the connection's lock and only while the server's output {@code isReady}. Thread-safe.
 */
final class Connection implements WriteListener, AsyncListener {
    /** A large frame is written in parts, so that the server buffers little of it. */
    private static final int MOST_AT_ONCE = 64 << 10;

    /** Clients reconnect after a second; without this line a browser waits about three. */
    private static final String OPENING = "retry: 1000\n\n";

    private static final String GOODBYE = "retry: 1000\n: connect again\n\n";

    private final ReentrantLock lock = new ReentrantLock();
    private final AsyncContext async;
    private final ServletOutputStream out;
    private final Viewer viewer;
    private final Consumer<Connection> onClose;

    private ByteBuffer current = bytes(OPENING);
    /** The server calls {@link #onWritePossible} when the request's own thread has left the filter; nothing is written before. */
    private boolean begun;

    private boolean unflushed;
    private boolean closed;
    private boolean blocked;
    private long blockedSince;
    private long lastWrite = System.nanoTime();

    Connection(AsyncContext async, ServletOutputStream out, Viewer viewer, Consumer<Connection> onClose) {
        this.async = async;
        this.out = out;
        this.viewer = viewer;
        this.onClose = onClose;
    }

    /** Lets the server call {@link #onWritePossible}; the last step of the request's own thread. */
    void start() {
        async.addListener(this);
        out.setWriteListener(this);
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The server takes the first bytes, or bytes again. */
    @Override
    public void onWritePossible() {
        locked(() -> {
            begun = true;
            write();
        });
    }

    /** Writes what the viewer has, as far as the client takes it. Returns at once. */
    void push() {
        locked(this::write);
    }

    /** Changes the viewer under this connection's lock, then writes; returns false, without that, if it is closed. */
    boolean push(Runnable change) {
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            change.run();
            push();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Sends a comment if the stream was silent for so long: it keeps the connection open and notices a client that left. */
    void commentAfter(long silentNanos) {
        locked(() -> {
            if (current == null && !blocked && System.nanoTime() - lastWrite >= silentNanos) {
                current = viewer.keepAlive();
                write();
            }
        });
    }

    /** Closes the stream if bytes wait for so long already and the client took none; returns whether it did. */
    boolean cutAfter(long blockedNanos) {
        lock.lock();
        try {
            var cut = !closed && blocked && System.nanoTime() - blockedSince >= blockedNanos;
            if (cut) {
                close();
            }
            return cut;
        } finally {
            lock.unlock();
        }
    }

    /** Ends the stream, since the node stops or the client has to show again who it is. */
    void end() {
        locked(() -> {
            if (begun && current == null && out.isReady()) {
                out.write(GOODBYE.getBytes(StandardCharsets.UTF_8));
                if (out.isReady()) {
                    out.flush();
                }
            }
            close();
        });
    }

    private interface Step {
        void run() throws IOException;
    }

    private void locked(Step step) {
        lock.lock();
        try {
            if (!closed) {
                step.run();
            }
        } catch (IOException | IllegalStateException e) {
            // The client left, or the server ended the request.
            close();
        } finally {
            lock.unlock();
        }
    }

    private void write() throws IOException {
        while (begun && !closed) {
            if (!out.isReady()) {
                waits();
                return;
            }
            blocked = false;
            if (current == null) {
                current = viewer.next();
            }
            if (current != null) {
                writePart();
            } else if (unflushed) {
                unflushed = false;
                out.flush();
            } else {
                if (viewer.isDone()) {
                    close();
                }
                return;
            }
        }
    }

    private void writePart() throws IOException {
        var part = current;
        var length = Math.min(part.remaining(), MOST_AT_ONCE);
        var from = part.arrayOffset() + part.position();
        part.position(part.position() + length);
        if (!part.hasRemaining()) {
            current = null;
        }
        unflushed = true;
        lastWrite = System.nanoTime();
        out.write(part.array(), from, length);
    }

    private void waits() {
        if (!blocked) {
            blocked = true;
            blockedSince = System.nanoTime();
        }
    }

    private void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            async.complete();
        } catch (IllegalStateException e) {
            // The server has completed it already.
        }
        viewer.closed();
        onClose.accept(this);
    }

    /** The stream does not begin; the caller answers with a problem instead. */
    void giveUp() {
        lost();
    }

    private void lost() {
        lock.lock();
        try {
            close();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void onError(Throwable thrown) {
        lost();
    }

    @Override
    public void onError(AsyncEvent event) {
        lost();
    }

    @Override
    public void onComplete(AsyncEvent event) {
        lost();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        lost();
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        // Nobody starts it again.
    }
}
