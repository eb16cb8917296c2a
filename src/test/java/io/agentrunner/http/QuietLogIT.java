package io.agentrunner.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.inside.Await;
import io.agentrunner.inside.Exposition;
import io.agentrunner.inside.Planted;
import io.agentrunner.inside.Sql;
import io.agentrunner.inside.TestRuns;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.junit.jupiter.api.Test;

/** Faults of clients add almost nothing to the log of the server. */
class QuietLogIT extends HttpTest {
    private static final Path LOG = Path.of("target/container-test/server.log");
    private static final Pattern LOUD = Pattern.compile("SEVERE|WARNING|^\\s+at |Exception");

    @ArquillianResource
    private URL server;

    /** Sends a request, reads this many bytes and closes the connection. The unread rest resets it. */
    private void leave(String sent, int read) throws IOException {
        try (var client = new Socket(server.getHost(), server.getPort())) {
            client.setSoTimeout(10_000);
            client.getOutputStream().write(sent.getBytes(StandardCharsets.US_ASCII));
            assertThat(client.getInputStream().readNBytes(read)).hasSize(read);
        }
    }

    private static List<String> linesFrom(long from) {
        try (var lines = Files.lines(LOG)) {
            return lines.skip(from).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long lines() {
        return linesFrom(0).size();
    }

    private double slow() {
        return Exposition.parse(http.get("/metrics").body())
                .value("agent_runner_requests_refused_total", "reason", "slow");
    }

    @Test
    void a_client_that_leaves_in_the_middle_of_an_answer_or_a_body_writes_nothing_to_the_log() throws IOException {
        TestRuns.queued().project(project).due("1 hour").save(200);
        Sql.run("update run set metadata = jsonb_build_object('m', repeat('m', 60000)) where project_id = ?", project);
        var before = lines();
        var ended = slow();
        for (var i = 0; i < 3; i++) {
            leave("GET /runs?limit=1000&project_id=" + project + " HTTP/1.1\r\n" + Http.HEAD + "\r\n", 1000);
            leave(
                    "POST /runs HTTP/1.1\r\n" + Http.HEAD + "Content-Type: application/json\r\n"
                            + "Content-Length: 1000\r\n\r\n{\"goal\":",
                    0);
            leave(
                    "POST /runs HTTP/1.1\r\n" + Http.HEAD + "Content-Type: application/json\r\n"
                            + "Transfer-Encoding: chunked\r\n\r\n5\r\n{\"g",
                    0);
        }
        Await.until("the bodies are given up", () -> slow() >= ended + 6);
        // Reads one more response of the same size completely. By then the earlier ones have ended.
        assertThat(http.get("/runs?limit=1000&project_id=" + project).status()).isEqualTo(200);
        assertThat(linesFrom(before))
                .filteredOn(line -> LOUD.matcher(line).find())
                .isEmpty();
    }

    @Test
    void a_value_that_only_the_database_refuses_writes_one_short_line() {
        try (var refusal = Planted.refusal("insert on run", "new.project_id = " + project, "22P05", "new.goal")) {
            var before = lines();
            for (var goal : List.of("first", "second")) {
                var answer = http.post(
                        "/runs",
                        "{\"project_id\":" + project + ",\"goal\":\"" + goal + " ".repeat(20) + "g".repeat(50_000)
                                + "\"}");
                assertProblem(answer, 422);
            }
            assertThat(refusal.fired()).isPositive();
            // The log is written in order, so with the second line everything of the first request is there.
            Await.until("the second line", () -> linesFrom(before).stream().anyMatch(line -> line.contains("second")));
            assertThat(linesFrom(before))
                    .hasSize(2)
                    .allSatisfy(line -> assertThat(line)
                            .contains("The database refused a value: 22P05")
                            .doesNotContain("\u001b")
                            .hasSizeLessThan(400));
        }
    }
}
