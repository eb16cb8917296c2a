package io.agentrunner.browser;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** One address for several nodes: each connection goes to the first of them that accepts it. */
final class Balancer implements AutoCloseable {
    private static final int CONNECT_MILLIS = 500;

    private final ServerSocket server;
    private final List<URI> nodes;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    Balancer(List<URI> nodes) {
        this.nodes = List.copyOf(nodes);
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    URI base() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                var client = server.accept();
                open.add(client);
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client;
                var node = connect()) {
            open.add(node);
            var back = Thread.ofVirtual().start(() -> pump(node, client));
            pump(client, node);
            back.join();
        } catch (IOException nobody) {
            // The client finds its connection closed.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(client);
        }
    }

    private Socket connect() throws IOException {
        for (var node : nodes) {
            var socket = new Socket();
            try {
                socket.connect(new InetSocketAddress(node.getHost(), node.getPort()), CONNECT_MILLIS);
                return socket;
            } catch (IOException down) {
                socket.close();
            }
        }
        throw new IOException("no node accepts a connection");
    }

    private static void pump(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            in.transferTo(out);
        } catch (IOException ended) {
            // One of them has gone: so does the other.
        }
        close(from);
        close(to);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is gone already.
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        open.forEach(Balancer::close);
    }
}
