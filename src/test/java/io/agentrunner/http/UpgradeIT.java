package io.agentrunner.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.container.OneServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.junit.jupiter.api.Test;

/** Requests that ask for another protocol than HTTP/1.1 are served by HTTP/1.1. */
class UpgradeIT extends HttpTest {
    private static final String H2C = headers(
            "Connection: Upgrade, HTTP2-Settings",
            "Upgrade: h2c",
            "HTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA");
    private static final String WEBSOCKET = headers(
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");
    private static final String UNKNOWN = headers("Connection: Upgrade", "Upgrade: TLS/1.0, x/2");
    private static final List<String> UPGRADES = List.of(H2C, WEBSOCKET, UNKNOWN);

    @ArquillianResource
    private URL server;

    private static String headers(String... lines) {
        return String.join("\r\n", lines) + "\r\n";
    }

    private String run(String goal) {
        return "{\"project_id\":" + project + ",\"goal\":\"" + goal + "\",\"run_at\":\"2100-01-01T00:00:00Z\"}";
    }

    private Socket connection() throws IOException {
        var socket = new Socket(server.getHost(), server.getPort());
        socket.setSoTimeout(8_000);
        return socket;
    }

    private static void send(Socket connection, String text) throws IOException {
        connection.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String head(String line, String upgrade, String length) {
        return line + " HTTP/1.1\r\n" + Http.HEAD + "Content-Type: application/json\r\n" + upgrade + length + "\r\n";
    }

    private static String chunked(String body) {
        return Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n";
    }

    /** Reads one response completely, so that the next one on the connection can be read. Returns its status. */
    private static int status(InputStream in) throws IOException {
        var first = line(in);
        assertThat(first).startsWith("HTTP/1.1 ");
        var length = 0;
        var isChunked = false;
        for (var header = line(in); !header.isEmpty(); header = line(in)) {
            var lower = header.toLowerCase(java.util.Locale.ROOT);
            assertThat(lower).doesNotStartWith("upgrade:");
            length = lower.startsWith("content-length:")
                    ? Integer.parseInt(lower.substring(15).strip())
                    : length;
            isChunked |= lower.startsWith("transfer-encoding:");
        }
        if (isChunked) {
            for (var size = Integer.parseInt(line(in), 16); size > 0; size = Integer.parseInt(line(in), 16)) {
                in.readNBytes(size + 2);
            }
            line(in);
        } else {
            in.readNBytes(length);
        }
        return Integer.parseInt(first.substring(9, 12));
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int c; (c = in.read()) != '\n'; ) {
            assertThat(c).as("the answer ends after: " + line).isNotNegative();
            line.append((char) c);
        }
        return line.toString().strip();
    }

    @Test
    void a_body_ends_whatever_upgrade_is_asked_for_and_the_connection_goes_on() {
        each(UPGRADES, upgrade -> {
            try (var connection = connection()) {
                var in = connection.getInputStream();
                var body = run("whole");
                send(connection, head("POST /runs", upgrade, "Content-Length: " + body.length() + "\r\n") + body);
                assertThat(status(in)).isEqualTo(201);
                send(connection, head("POST /runs", upgrade, "Transfer-Encoding: chunked\r\n") + chunked(body));
                assertThat(status(in)).isEqualTo(201);
                send(connection, head("POST /runs", upgrade, "Content-Length: 0\r\n"));
                assertThat(status(in)).isEqualTo(422);
                send(connection, head("GET /stats", upgrade, ""));
                assertThat(status(in)).isEqualTo(200);
                send(connection, head("GET /health/live", upgrade, ""));
                assertThat(status(in)).isEqualTo(200);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }

    @Test
    void what_follows_a_body_is_the_next_request_and_no_part_of_it() throws IOException {
        try (var connection = connection()) {
            var body = run("first");
            var post = head("POST /runs", H2C, "Content-Length: " + body.length() + "\r\n") + body;
            send(connection, post + head("GET /runs/0", "", "") + post);
            assertThat(status(connection.getInputStream())).isEqualTo(201);
            assertThat(status(connection.getInputStream())).isEqualTo(404);
            assertThat(status(connection.getInputStream())).isEqualTo(201);
        }
    }

    @Test
    void no_answer_changes_a_request_that_was_sent_before_it() throws IOException {
        var body = run("one of many");
        var post = head("POST /runs", "", "Content-Length: " + body.length() + "\r\n") + body;
        var page = head("GET /docs/nothing", "", "");
        var list = head("GET /runs?limit=100&q=" + "q".repeat(150), "", "");
        for (var requests : List.of(
                List.of(post, post, post, post),
                List.of(post, page, post, list, post),
                List.of(page, post, list, list, post, page))) {
            try (var connection = connection()) {
                send(connection, String.join("", requests));
                for (var request : requests) {
                    assertThat(status(connection.getInputStream()))
                            .as(request)
                            .isEqualTo(request.equals(post) ? 201 : request.equals(page) ? 404 : 200);
                }
            }
        }
    }

    @Test
    void http_2_without_an_upgrade_is_refused() throws IOException {
        try (var connection = connection()) {
            send(connection, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
            connection.getOutputStream().write(new byte[] {0, 0, 0, 4, 0, 0, 0, 0, 0});
            var answer = new String(connection.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            // A server that speaks HTTP/2 begins with a frame of settings.
            assertThat(answer).startsWith("HTTP/1.1 ").matches("(?s)HTTP/1.1 505 .*HTTP/1.1 only.*");
        }
    }

    private void assertAnswered(String method, String path, BodyPublisher body, int status)
            throws IOException, InterruptedException {
        // A new client, since only the first request of a connection asks for the upgrade.
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create(server.toString()).resolve(path))
                    .header("Content-Type", "application/json")
                    .header("X-API-Key", OneServer.BOOTSTRAP_KEY)
                    .method(method, body)
                    .timeout(Duration.ofSeconds(8))
                    .build();
            for (var nth = 0; nth < 2; nth++) {
                var answer = client.send(request, BodyHandlers.ofString());
                assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
            }
        }
    }

    @Test
    void javas_http_client_as_it_is_by_default_is_answered() throws IOException, InterruptedException {
        var body = run("java");
        assertAnswered("POST", "/runs", BodyPublishers.ofString(body), 201);
        assertAnswered(
                "POST",
                "/runs",
                BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8))),
                201);
        assertAnswered("POST", "/runs", BodyPublishers.noBody(), 422);
        assertAnswered("POST", "/runs", BodyPublishers.ofString("x".repeat(3 << 20)), 400);
        assertAnswered("GET", "/runs?limit=1", BodyPublishers.noBody(), 200);
    }
}
