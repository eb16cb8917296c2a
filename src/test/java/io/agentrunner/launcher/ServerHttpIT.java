package io.agentrunner.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.inside.Await;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** The faults of Payara Server's HTTP codec and loggers are corrected there, like on Payara Micro. */
@Tag("server")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ServerHttpIT extends StartedServer {
    private static final Duration START = Duration.ofMinutes(4);
    private static final Duration SECONDS = Duration.ofSeconds(30);
    private static final Pattern LOUD = Pattern.compile("\\[SEVERE]|^\\s+at |Exception");
    private static final String UPGRADE = String.join(
            "\r\n",
            "Connection: Upgrade, HTTP2-Settings",
            "Upgrade: h2c",
            "HTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA",
            "");

    /** Returns the whole response to a request that no client library would send. */
    private static String raw(String request) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout((int) SECONDS.toMillis());
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(request, e);
        }
    }

    private static String head(String line, String headers) {
        return line + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n" + headers + "\r\n";
    }

    private static boolean isRefused(String line) {
        var answer = raw(head(line, "Connection: close\r\n"));
        return answer.startsWith("HTTP/1.1 400 ") && answer.contains("application/problem+json");
    }

    private static String run(String goal) {
        return "{\"project_id\":1,\"goal\":\"" + goal + "\",\"run_at\":\"2100-01-01T00:00:00Z\"}";
    }

    @Test
    @Order(1)
    void a_path_that_cannot_be_decoded_is_a_problem_for_any_method() throws Exception {
        running.awaitLine("Ready:", START);
        for (var path : List.of("/runs/5%", "/runs/5%/stop", "/%zz", "/health%", "/openapi%2", "/runs/1%00", "/a\\b")) {
            for (var method : List.of("GET", "POST", "BREW")) {
                assertThat(isRefused(method + " " + path))
                        .as(method + " " + path)
                        .isTrue();
            }
        }
        assertThat(client().get("/runs/%31").statusCode()).isEqualTo(404);
    }

    @Test
    @Order(2)
    void no_request_is_upgraded_and_every_body_ends() throws Exception {
        var body = run("raw");
        // The connection stays open for the next request, which declares that it is the last one.
        var post = head("POST /runs", UPGRADE + "Content-Length: " + body.length() + "\r\n") + body;
        assertThat(raw(post + head("GET /stats", "Connection: close\r\n")))
                .matches("(?s)HTTP/1.1 201 .*HTTP/1.1 200 .*");
        assertThat(raw("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")).startsWith("HTTP/1.1 505 ");
        var bytes = run("java").getBytes(StandardCharsets.UTF_8);
        assertAnswered(BodyPublishers.ofByteArray(bytes), 201);
        assertAnswered(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes)), 201);
        assertAnswered(BodyPublishers.noBody(), 422);
    }

    private static void assertAnswered(BodyPublisher body, int status) throws IOException, InterruptedException {
        // A new client, since the first request of a connection asks for the upgrade.
        try (var client = HttpClient.newHttpClient()) {
            var answer = client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/runs"))
                            .header("Content-Type", "application/json")
                            .POST(body)
                            .timeout(SECONDS)
                            .build(),
                    BodyHandlers.ofString());
            assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        }
    }

    @Test
    @Order(3)
    void a_client_that_leaves_in_the_middle_of_an_answer_or_a_body_writes_no_stack() throws Exception {
        var large = "{\"project_id\":1,\"goal\":\"g\",\"run_at\":\"2100-01-01T00:00:00Z\",\"metadata\":{\"m\":\""
                + "m".repeat(60_000) + "\"}}";
        for (var i = 0; i < 100; i++) {
            assertAnswered(BodyPublishers.ofString(large), 201);
        }
        var before = lines().size();
        for (var i = 0; i < 3; i++) {
            leave(head("GET /runs?limit=1000", ""), 1000);
            leave(head("POST /runs", "Content-Length: 1000\r\n") + "{\"goal\":", 0);
            leave(head("POST /runs", "Transfer-Encoding: chunked\r\n") + "5\r\n{\"g", 0);
        }
        Await.until(
                "the bodies are given up",
                SECONDS,
                () -> client().get("/metrics").body().contains("_refused_total{reason=\"slow\"} 6"));
        assertThat(client().get("/runs?limit=1000").statusCode()).isEqualTo(200);
        assertThat(lines().stream()
                        .skip(before)
                        .filter(line -> LOUD.matcher(line).find()))
                .isEmpty();
    }

    /** Sends a request, reads this many bytes and closes the connection. The unread rest resets it. */
    private static void leave(String sent, int read) throws IOException {
        try (var client = new Socket(InetAddress.getLoopbackAddress(), port)) {
            client.setSoTimeout((int) SECONDS.toMillis());
            client.getOutputStream().write(sent.getBytes(StandardCharsets.US_ASCII));
            assertThat(client.getInputStream().readNBytes(read)).hasSize(read);
        }
    }

    private static List<String> lines() throws IOException {
        return Files.readAllLines(domain().logFile());
    }

    @Test
    @Order(4)
    void a_listener_that_an_administrator_changes_is_mended_again() {
        asadmin(
                "set",
                "configs.config.server-config.network-config.protocols.protocol.http-listener-1.http.timeout-seconds=29");
        Await.until("the changed listener is mended", SECONDS, () -> isRefused("GET /runs/5%"));
    }
}
