package io.agentrunner.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.container.OneServer;
import io.agentrunner.inside.Await;
import io.agentrunner.inside.ContainerTest;
import io.agentrunner.inside.Sql;
import io.agentrunner.inside.TestProjects;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.junit.jupiter.api.Test;

/** {@code Idempotency-Key} and {@code queue.max.depth}, as clients see them. */
@RunAsClient
class SubmitOnceIT extends ContainerTest {
    @ArquillianResource
    private URL server;

    private final HttpClient client = HttpClient.newHttpClient();
    private final long project = TestProjects.create();

    private HttpRequest post(String path, String key, String body) {
        return HttpRequest.newBuilder(URI.create(server + path))
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", key)
                .header("X-API-Key", OneServer.BOOTSTRAP_KEY)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return client.send(request, BodyHandlers.ofString());
    }

    private String run(String goal) {
        return "{\"project_id\":" + project + ",\"goal\":\"" + goal + "\",\"run_at\":\"2100-01-01T00:00:00Z\"}";
    }

    /** The depth counts runs that are due. */
    private String due(String goal) {
        return "{\"project_id\":" + project + ",\"goal\":\"" + goal + "\"}";
    }

    private long stored() {
        return Sql.number("select count(*) from run where project_id = ?", project);
    }

    @Test
    void the_same_request_with_the_same_key_makes_one_run_and_another_request_is_refused() throws Exception {
        var first = send(post("runs", "one", run("a")));
        var again = send(post("runs", "one", run("a")));
        var other = send(post("runs", "one", run("b")));
        assertThat(first.statusCode()).isEqualTo(201);
        assertThat(first.headers().firstValue("Idempotent-Replayed")).isEmpty();
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(again.headers().firstValue("Idempotent-Replayed")).contains("true");
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(other.statusCode()).isEqualTo(422);
        assertThat(stored()).isEqualTo(1);
    }

    @Test
    void requests_with_one_key_at_the_same_moment_make_one_run() throws Exception {
        var request = post("runs", "race", run("a"));
        var answers = new ArrayList<CompletableFuture<HttpResponse<String>>>();
        for (var i = 0; i < 16; i++) {
            answers.add(client.sendAsync(request, BodyHandlers.ofString()));
        }
        var statuses = new ArrayList<Integer>();
        for (var answer : answers) {
            statuses.add(answer.get().statusCode());
        }
        assertThat(statuses).containsOnlyOnce(201).containsOnly(200, 201);
        assertThat(stored()).isEqualTo(1);
    }

    @Test
    void a_batch_with_a_key_is_made_once_and_answers_the_same_ids_in_order() throws Exception {
        var body = "{\"runs\":[" + run("a") + "," + run("b") + "]}";
        var first = send(post("runs/batch", "batch", body));
        var again = send(post("runs/batch", "batch", body));
        assertThat(first.statusCode()).isEqualTo(201);
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(stored()).isEqualTo(2);
    }

    @Test
    void a_key_that_is_blank_or_too_long_is_refused() throws Exception {
        assertThat(send(post("runs", " ", run("a"))).statusCode()).isEqualTo(422);
        assertThat(send(post("runs", "k".repeat(256), run("a"))).statusCode()).isEqualTo(422);
        assertThat(stored()).isZero();
        assertThat(send(post("runs", "k".repeat(255), run("a"))).statusCode()).isEqualTo(201);
    }

    @Test
    void a_full_queue_answers_429_with_retry_after_and_stores_nothing_but_replays_what_was_made() throws Exception {
        var made = send(post("runs", "before", run("a")));
        var queued = Sql.number("select count(*) from run where status = 'QUEUED' and run_at <= now()");
        setDepth(Long.toString(queued + 1));
        try {
            // The setting is read from a cache for half a second.
            Await.until("the queue is full", () -> {
                try {
                    return send(post("runs", "k" + System.nanoTime(), due("fills")))
                                    .statusCode()
                            == 429;
                } catch (IOException | InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
            var before = stored();
            var refused = send(post("runs", "after", due("b")));
            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(refused.headers().firstValue("Retry-After")).isPresent();
            assertThat(refused.body()).contains("queue.max.depth");
            assertThat(send(post("runs", "before", run("a"))).body()).isEqualTo(made.body());
            assertThat(stored()).isEqualTo(before);
        } finally {
            setDepth("");
            Await.until("the queue takes runs again", () -> {
                try {
                    return send(post("runs", "k" + System.nanoTime(), due("fits")))
                                    .statusCode()
                            == 201;
                } catch (IOException | InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
            Sql.run("update run set run_at = timestamptz '2100-01-01' where project_id = ?", project);
        }
    }

    /** Reads a property in the server, by a path that only the test's deployment has. */
    private void setDepth(String depth) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(server + "test-property?name=queue.max.depth&value=" + depth))
                .header("X-API-Key", OneServer.BOOTSTRAP_KEY)
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        assertThat(send(request).statusCode()).isEqualTo(204);
    }
}
