package io.agentrunner.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.container.OneServer;
import io.agentrunner.inside.Await;
import io.agentrunner.inside.Exposition;
import io.agentrunner.inside.Sql;
import io.agentrunner.inside.TestRuns;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.MalformedURLException;
import java.net.Socket;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Clients that stop in the middle of a request, or do not read the response. There are more of them than the server has
 * request threads.
 */
class StalledClientsIT extends HttpTest {
    private static final int CLIENTS = 220;
    /** An idle machine needs milliseconds. Without protection, health does not answer for half a minute. */
    private static final Duration MOST = Duration.ofSeconds(1);

    private static final List<String> PROBED = List.of("/health/live", "/health/ready", "/health", "/metrics");
    private static final String BODY = "{\"project_id\":1,\"goal\":\"x\",\"run_at\":\"9999-01-01T00:00:00Z\"}";

    @ArquillianResource
    private URL server;

    private final List<Socket> clients = new ArrayList<>();
    private Duration longest = Duration.ZERO;
    private Http ofHealth;

    /** Probes have run since the start of the node, so lazy parts are initialized. */
    @BeforeEach
    void probed() throws MalformedURLException {
        ofHealth = new Http(URI.create("http://" + server.getHost() + ":" + OneServer.HEALTH_PORT + "/")
                .toURL());
        for (var listener : List.of(ofHealth, http)) {
            PROBED.forEach(path -> assertThat(listener.get(path).status()).isEqualTo(200));
        }
    }

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
        return "POST /runs HTTP/1.1\r\n" + Http.HEAD + "Content-Type: application/json\r\n" + length + "\r\n";
    }

    /** Health and metrics answer in time on both listeners, again and again until the server has met every client. */
    private void assertAnswers() {
        var end = System.nanoTime() + TimeUnit.SECONDS.toNanos(4);
        do {
            for (var path : PROBED) {
                for (var listener : List.of(ofHealth, http)) {
                    var begin = System.nanoTime();
                    var answer = listener.get(path);
                    var took = Duration.ofNanos(System.nanoTime() - begin);
                    longest = took.compareTo(longest) > 0 ? took : longest;
                    assertThat(took)
                            .as(listener == http ? path : path + " of HEALTH_PORT")
                            .isLessThan(MOST);
                    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
                }
            }
        } while (System.nanoTime() < end);
        System.out.println("StalledClientsIT: the longest answer took " + longest.toMillis() + " ms");
    }

    private double refused(String reason) {
        return Exposition.parse(http.get("/metrics").body())
                .value("agent_runner_requests_refused_total", "reason", reason);
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
        var refusedBodies = refused("bodies");
        var refusedSlow = refused("slow");
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
        assertThat(refused("bodies") - refusedBodies).isEqualTo(CLIENTS - 80);
        assertThat(refused("slow") - refusedSlow).isEqualTo(80);
        assertThat(http.post("/runs", BODY).status()).isEqualTo(201);
    }

    @Test
    void health_and_metrics_answer_while_heads_do_not_come() throws IOException {
        for (var i = 0; i < CLIENTS; i++) {
            begin("POST /runs HTTP/1.1\r\nHost: loc");
            clients.add(new Socket(server.getHost(), OneServer.HEALTH_PORT));
            clients.getLast().getOutputStream().write("GET /heal".getBytes(StandardCharsets.US_ASCII));
        }
        assertAnswers();
        assertThat(http.post("/runs", BODY).status()).isEqualTo(201);
    }

    @Test
    void health_and_metrics_answer_while_answers_are_not_read_and_bodies_do_not_come() throws IOException {
        TestRuns.queued().project(project).due("1 hour").save(300);
        Sql.run("update run set metadata = jsonb_build_object('m', repeat('m', 60000)) where project_id = ?", project);
        for (var i = 0; i < CLIENTS; i++) {
            // Each response has 8 MiB, of which the client's side buffers a few KiB.
            var client = new Socket();
            client.setReceiveBufferSize(4096);
            client.connect(new InetSocketAddress(server.getHost(), server.getPort()));
            clients.add(client);
            var request = "GET /runs?limit=1000&project_id=" + project + " HTTP/1.1\r\n" + Http.HEAD + "\r\n";
            client.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            begin(head("Content-Length: 100\r\n") + "{\"project_id\":");
        }
        assertAnswers();
        all_leave();
        Await.until("requests are served again", () -> http.post("/runs", BODY).status() == 201);
    }

    @Test
    void a_body_that_comes_in_drops_is_ended() throws IOException {
        var dripping = begin(head("Content-Length: 1000000\r\n"));
        Await.until("an answer", () -> isAnswered(dripping) || !drips(dripping));
        assertThat(firstLine(dripping)).startsWith("HTTP/1.1 408");
    }

    /** Returns whether the server still accepts data. */
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
