package io.agentrunner.bench;

import io.agentrunner.launcher.LaunchFailure;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;

/**
 * One connection that repeats the same request. It does almost nothing, so nearly all of the load is the server's. A
 * full HTTP client would need a good part of a small machine itself. For one thread.
 */
final class KeepAlive implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final URI server;
    private final byte[] request;
    private Socket socket;
    private InputStream in;

    KeepAlive(URI server, String path, String json) {
        this.server = server;
        var body = json.getBytes(StandardCharsets.UTF_8);
        var head = "POST %s HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
                .formatted(path, server.getAuthority(), body.length)
                .getBytes(StandardCharsets.US_ASCII);
        request = new byte[head.length + body.length];
        System.arraycopy(head, 0, request, 0, head.length);
        System.arraycopy(body, 0, request, head.length, body.length);
        connect();
    }

    private void connect() {
        try {
            socket = new Socket(server.getHost(), server.getPort());
            socket.setTcpNoDelay(true);
            socket.setSoTimeout((int) PATIENCE.toMillis());
            in = new BufferedInputStream(socket.getInputStream());
        } catch (IOException e) {
            throw new LaunchFailure("No connection to " + server + ": " + e.getMessage(), e);
        }
    }

    /** Sends the request and waits for the response. */
    void post() {
        send();
        awaitAnswer();
    }

    /** Sends the request. */
    void send() {
        try {
            socket.getOutputStream().write(request);
        } catch (IOException e) {
            throw new LaunchFailure("A POST was not sent: " + e, e);
        }
    }

    /**
     * Returns when the complete response with 201 has arrived. A server may close a connection after a number of
     * responses and announces this in the last one. A new connection then takes its place.
     */
    void awaitAnswer() {
        try {
            var status = line();
            var length = 0;
            var chunked = false;
            var last = false;
            for (var header = line(); !header.isEmpty(); header = line()) {
                var lower = header.toLowerCase(Locale.ROOT);
                if (lower.startsWith("content-length:")) {
                    length = Integer.parseInt(
                            lower.substring("content-length:".length()).strip());
                } else if (lower.startsWith("transfer-encoding:")) {
                    chunked = lower.contains("chunked");
                } else if (lower.startsWith("connection:")) {
                    last = lower.contains("close");
                }
            }
            var body = chunked ? chunks() : new String(in.readNBytes(length), StandardCharsets.UTF_8);
            if (last) {
                close();
                connect();
            }
            if (!status.contains(" 201 ")) {
                throw new LaunchFailure("A POST was answered with \"" + status + "\": " + body);
            }
        } catch (IOException e) {
            throw new LaunchFailure("A POST was not answered: " + e, e);
        }
    }

    private String chunks() throws IOException {
        var body = new StringBuilder();
        for (var size = chunkSize(); size > 0; size = chunkSize()) {
            body.append(new String(in.readNBytes(size), StandardCharsets.UTF_8));
            line();
        }
        line();
        return body.toString();
    }

    private int chunkSize() throws IOException {
        return Integer.parseInt(line().split(";", 2)[0].strip(), 16);
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        for (var c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("the connection was closed after \"" + line + "\"");
            }
            line.append((char) c);
        }
        return line.toString().strip();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new LaunchFailure("A connection cannot be closed: " + e.getMessage(), e);
        }
    }
}
