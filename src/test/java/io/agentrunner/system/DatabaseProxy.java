package io.agentrunner.system;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A proxy between a node and its database, on its own port. Each subclass defines its effect on a connection. */
abstract class DatabaseProxy implements AutoCloseable {
    static final int BUFFER_BYTES = 65_536;

    /** Passes one direction of a connection on, on its own thread, until the stream ends. */
    interface Line {
        void toDatabase(InputStream node, OutputStream database) throws IOException, InterruptedException;

        void toNode(InputStream database, OutputStream node) throws IOException, InterruptedException;
    }

    private interface Direction {
        void pass(InputStream from, OutputStream to) throws IOException, InterruptedException;
    }

    private final ServerSocket entrance;
    private final String host;
    private final int port;
    private final String databaseUrl;
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();

    DatabaseProxy(String databaseUrl) {
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

    /** Returns the database as seen through this proxy. */
    final String url() {
        return databaseUrl.replace(":" + port + "/", ":" + entrance.getLocalPort() + "/");
    }

    /** Called when a node connects. */
    abstract Line connected() throws InterruptedException;

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
            var line = connected();
            var database = new Socket(host, port);
            sockets.add(database);
            Thread.ofVirtual().start(() -> pass(node, database, line::toDatabase));
            pass(database, node, line::toNode);
        } catch (IOException e) {
            closeQuietly(node);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void pass(Socket from, Socket to, Direction direction) {
        try (from;
                to) {
            direction.pass(from.getInputStream(), to.getOutputStream());
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
            // This is intended.
        }
    }

    /** Cuts the connection that comes from this port in the view of the database. Each side only sees its end. */
    final void cut(int clientPort) {
        sockets.stream().filter(socket -> socket.getLocalPort() == clientPort).forEach(DatabaseProxy::closeQuietly);
    }

    /** Cuts all connections. */
    @Override
    public void close() throws IOException {
        entrance.close();
        sockets.forEach(DatabaseProxy::closeQuietly);
    }
}
