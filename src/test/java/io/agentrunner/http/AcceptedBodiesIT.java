package io.agentrunner.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.agentrunner.inside.Await;
import io.agentrunner.inside.Sql;
import io.agentrunner.inside.TestRuns;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A body that {@code POST /runs} accepts can be shown, listed, stopped, retried, claimed and executed. A refused one
 * gets a reason and is not stored. {@code -Dseed=} repeats a failure.
 */
class AcceptedBodiesIT extends HttpTest {
    private static final int BODIES = 500;
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String NEW_DEADLINE = "{\"deadline_at\":\"2199-01-01T00:00:00Z\"}";

    /** A client's reader, with its own limits. */
    private final JsonMapper reader = new JsonMapper();

    private final long seed = Long.getLong("seed", 14);

    @AfterEach
    void the_worker_is_off() {
        worker("");
        Await.until("the worker is off", () -> {
            var status = http.get("/worker/status").json();
            return !status.path("running").asBoolean()
                    && status.path("in_flight").asInt() == 0;
        });
    }

    private void worker(String enabled) {
        http.post("/test-property?name=worker.enabled&value=" + enabled);
    }

    @Test
    void what_is_accepted_can_be_shown_listed_retried_and_claimed_and_what_is_refused_is_stored_nowhere() {
        var bodies = new OddBodies(new Random(seed));
        var accepted = new LinkedHashMap<Long, String>();
        each(IntStream.range(0, BODIES).boxed().toList(), i -> {
            var body = bodies.next(project);
            var before = stored();
            var answer = http.post("/runs", body);
            if (answer.status() == 201) {
                accepted.put(read(answer.body()).path("id").asLong(), body);
            } else {
                assertProblem(answer, 400, 413, 422);
                assertThat(stored()).as("stored of " + body).isEqualTo(before);
            }
        });
        assertThat(accepted).as("accepted bodies").hasSizeBetween(BODIES / 4, BODIES * 3 / 4);

        each(List.copyOf(accepted.keySet()), run -> assertShown(run, accepted.get(run)));
        for (var form : List.of("", "&full=true")) {
            assertThat(listed("/runs?limit=50&project_id=" + project + form))
                    .as("listed%s", form)
                    .containsExactlyInAnyOrderElementsOf(accepted.keySet());
        }
        assertRetriedAndExecuted(accepted);
    }

    private void assertShown(long run, String body) {
        var shown = http.get("/runs/" + run);
        assertThat(shown.status()).as(body).isEqualTo(200);
        var sent = read(body);
        for (var member : List.of("goal", "name", "options")) {
            if (sent.has(member)) {
                assertThat(read(shown.body()).path(member))
                        .as(member + " of " + body)
                        .isEqualTo(sent.path(member));
            }
        }
        var events = http.get("/runs/" + run + "/events");
        assertThat(read(events.body()).at("/0/payload")).as(body).isEqualTo(sent.path("goal"));
    }

    private List<Long> listed(String first) {
        var ids = new ArrayList<Long>();
        for (var next = first; next != null; ) {
            var page = http.get(next);
            assertThat(page.status()).as(next).isEqualTo(200);
            read(page.body()).forEach(run -> ids.add(run.path("id").asLong()));
            var link = page.header("link");
            next = link == null ? null : link.substring(1, link.indexOf('>'));
        }
        return ids;
    }

    private void assertRetriedAndExecuted(Map<Long, String> accepted) {
        TestRuns.clearQueue();
        each(List.copyOf(accepted.keySet()), run -> {
            // A run whose deadline has passed ends by itself.
            assertThat(http.post("/runs/" + run + "/stop").status())
                    .as(accepted.get(run))
                    .isIn(200, 409);
            var retried = http.post("/runs/" + run + "/retry", NEW_DEADLINE);
            assertThat(retried.status()).as(accepted.get(run)).isEqualTo(200);
            assertThat(read(retried.body()).path("status").asText()).isEqualTo("QUEUED");
        });
        worker("true");
        var unfinished = "select count(*) from run where project_id = ? and status in ('QUEUED', 'RUNNING')";
        Await.until("all runs have ended", LONG, () -> {
            http.post("/worker/process");
            return Sql.number(unfinished, project) == 0;
        });
        assertThat(Sql.texts(
                        "select id || ' ' || coalesce(error, '') from run where project_id = ? and status <> 'COMPLETED'",
                        project))
                .as("runs that failed")
                .isEmpty();
        assertThat(Sql.number("select count(*) from run where project_id = ? and attempt <> 1", project))
                .isZero();
    }

    private JsonNode read(String json) {
        try {
            return reader.readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError(json, e);
        }
    }
}
