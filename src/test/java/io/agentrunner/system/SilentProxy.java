package io.agentrunner.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * Stands between a node and its database. While it is silent every connection stays open and nothing passes, as behind a
 * firewall that forgot its connections; afterwards what was held back passes, as from a network that had stalled. It can
 * be slow too, as a network over a distance.
 */
final class SilentProxy implements AutoCloseable {
    private static final int BUFFER_BYTES = 65_536;

    private final ServerSocket entrance;
    private final String host;
    private final int port;
    private final String databaseUrl;
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private boolean silent;
    private volatile Duration delay = Duration.ZERO;

    SilentProxy(String databaseUrl) {
        this.databaseUrl = databaseUrl;
        var uri = URI.create(databaseUrl.substring("jdbc:".length()));
        host = uri.getHost();
        port = uri.getPort();
        try {
            entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    /** The database, seen through this. */
    String url() {
        return databaseUrl.replace(":" + port + "/", ":" + entrance.getLocalPort() + "/");
    }

    /** What passes takes so long in each direction from now on. */
    void slowDown(Duration each) {
        delay = each;
    }

    synchronized void fallSilent() {
        silent = true;
    }

    synchronized void goOn() {
        silent = false;
        notifyAll();
    }

    private synchronized void awaitVoice() throws InterruptedException {
        while (silent) {
            wait();
        }
    }

    private void accept() {
        try {
            while (true) {
                var node = entrance.accept();
                sockets.add(node);
                Thread.ofVirtual().start(() -> connect(node));
            }
        } catch (IOException closed) {
            // by close()
        }
    }

    private void connect(Socket node) {
        try {
            awaitVoice();
            var database = new Socket(host, port);
            sockets.add(database);
            Thread.ofVirtual().start(() -> pump(node, database));
            pump(database, node);
        } catch (IOException e) {
            closeQuietly(node);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void pump(Socket from, Socket to) {
        var buffer = new byte[BUFFER_BYTES];
        try (from;
                to) {
            for (int n; (n = from.getInputStream().read(buffer)) >= 0; ) {
                LockSupport.parkNanos(delay.toNanos());
                awaitVoice();
                to.getOutputStream().write(buffer, 0, n);
            }
        } catch (IOException gone) {
            // The other direction ends with it.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException gone) {
            // That was the aim.
        }
    }

    @Override
    public void close() throws IOException {
        goOn();
        entrance.close();
        sockets.forEach(SilentProxy::closeQuietly);
    }
}
