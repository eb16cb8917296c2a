package io.agentrunner.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.inside.Await;
import java.io.IOException;
import java.net.Socket;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients that begin a request and do not go on, more of them than the server has request threads. */
class StalledClientsIT extends HttpTest {
    private static final int CLIENTS = 220;
    /** A machine that does nothing else takes milliseconds; unprotected, health is silent for half a minute. */
    private static final Duration MOST = Duration.ofSeconds(3);

    private static final String BODY = "{\"project_id\":1,\"goal\":\"x\",\"run_at\":\"9999-01-01T00:00:00Z\"}";

    @ArquillianResource
    private URL server;

    private final List<Socket> clients = new ArrayList<>();

    @AfterEach
    void all_leave() throws IOException {
        for (var client : clients) {
            client.close();
        }
    }

    private Socket begin(String sent) throws IOException {
        var client = new Socket(server.getHost(), server.getPort());
        client.setSoTimeout(30_000);
        clients.add(client);
        client.getOutputStream().write(sent.getBytes(StandardCharsets.US_ASCII));
        return client;
    }

    private static String head(String length) {
        return "POST /runs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n" + length + "\r\n";
    }

    /** Health and metrics answer in time, again and again until the server has met every client. */
    private void assertAnswers() {
        var end = System.nanoTime() + TimeUnit.SECONDS.toNanos(4);
        do {
            for (var path : List.of("/health/live", "/health/ready", "/health", "/metrics")) {
                var begin = System.nanoTime();
                var answer = http.get(path);
                assertThat(Duration.ofNanos(System.nanoTime() - begin)).as(path).isLessThan(MOST);
                assertThat(answer.status()).as(path).isEqualTo(200);
            }
        } while (System.nanoTime() < end);
    }

    private static String firstLine(Socket client) throws IOException {
        var line = new StringBuilder();
        for (int c; (c = client.getInputStream().read()) >= 0 && c != '\r'; ) {
            line.append((char) c);
        }
        return line.toString();
    }

    @Test
    void health_and_metrics_answer_while_bodies_do_not_come() throws IOException {
        for (var i = 0; i < CLIENTS; i++) {
            begin(head("Content-Length: 100\r\n") + "{\"project_id\":");
        }
        assertAnswers();
        var answers = new ArrayList<String>();
        for (var client : clients) {
            answers.add(firstLine(client));
        }
        assertThat(answers)
                .allMatch(line -> line.startsWith("HTTP/1.1 503") || line.startsWith("HTTP/1.1 408"))
                .anyMatch(line -> line.startsWith("HTTP/1.1 503"));
        assertThat(answers.stream().filter(line -> line.startsWith("HTTP/1.1 408")))
                .hasSize(80);
        assertThat(http.post("/runs", BODY).status()).isEqualTo(201);
    }

    @Test
    void health_and_metrics_answer_while_heads_do_not_come() throws IOException {
        for (var i = 0; i < CLIENTS; i++) {
            begin("POST /runs HTTP/1.1\r\nHost: loc");
        }
        assertAnswers();
        assertThat(http.post("/runs", BODY).status()).isEqualTo(201);
    }

    @Test
    void a_body_that_comes_in_drops_is_ended() throws IOException {
        var dripping = begin(head("Content-Length: 1000000\r\n"));
        Await.until("an answer", () -> isAnswered(dripping) || !drips(dripping));
        assertThat(firstLine(dripping)).startsWith("HTTP/1.1 408");
    }

    /** Whether the server still takes what is sent. */
    private static boolean drips(Socket client) {
        try {
            client.getOutputStream().write('x');
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isAnswered(Socket client) {
        try {
            return client.getInputStream().available() > 0;
        } catch (IOException e) {
            return true;
        }
    }
}
