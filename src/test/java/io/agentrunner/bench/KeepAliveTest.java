package io.agentrunner.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agentrunner.launcher.LaunchFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Uses a server that sends a list of prepared responses on each connection and closes it after the last one. */
class KeepAliveTest {
    private static final String CREATED = "HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\n{}";
    private static final String CHUNKED =
            "HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n";
    private static final String LAST = "HTTP/1.1 201 Created\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}";
    private static final String REFUSED = "HTTP/1.1 422 Unprocessable\r\nContent-Length: 4\r\n\r\nbad!";

    private final List<String> received = new CopyOnWriteArrayList<>();
    private ServerSocket server;

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    @Test
    void one_connection_serves_many_requests_with_answers_of_either_form() {
        play(List.of(CREATED, CHUNKED, CREATED));
        try (var connection = connection()) {
            connection.post();
            connection.post();
            connection.post();
        }
        assertThat(received).containsExactly("0 goal", "0 goal", "0 goal");
    }

    @Test
    void a_connection_that_the_server_ends_is_replaced() {
        play(List.of(CREATED, LAST), List.of(CREATED));
        try (var connection = connection()) {
            connection.post();
            connection.post();
            connection.post();
        }
        assertThat(received).containsExactly("0 goal", "0 goal", "1 goal");
    }

    @Test
    void an_answer_other_than_created_is_a_failure_that_says_it() {
        play(List.of(REFUSED));
        try (var connection = connection()) {
            assertThatThrownBy(connection::post)
                    .isInstanceOf(LaunchFailure.class)
                    .hasMessage("A POST was answered with \"HTTP/1.1 422 Unprocessable\": bad!");
        }
    }

    @Test
    void an_answer_that_does_not_come_is_a_failure() {
        play(List.of("HTTP/1.1 201 Cre"));
        try (var connection = connection()) {
            assertThatThrownBy(connection::post)
                    .isInstanceOf(LaunchFailure.class)
                    .hasMessageContaining("the connection was closed after \"HTTP/1.1 201 Cre\"");
        }
    }

    private KeepAlive connection() {
        return new KeepAlive(URI.create("http://127.0.0.1:" + server.getLocalPort()), "/runs", "goal");
    }

    @SafeVarargs
    private void play(List<String>... connections) {
        Thread.ofVirtual().start(() -> {
            for (var i = 0; i < connections.length; i++) {
                try (var client = server.accept()) {
                    client.setSoTimeout(10_000);
                    for (var answer : connections[i]) {
                        received.add(i + " " + body(client));
                        client.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
                    }
                } catch (IOException e) {
                    received.add("failed: " + e);
                }
            }
        });
    }

    /** The four bytes after the empty line. */
    private static String body(Socket client) throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            var c = client.getInputStream().read();
            if (c < 0) {
                throw new IOException("no request");
            }
            head.append((char) c);
        }
        return new String(client.getInputStream().readNBytes(4), StandardCharsets.US_ASCII);
    }
}
