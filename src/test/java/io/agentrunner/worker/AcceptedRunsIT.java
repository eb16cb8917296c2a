package io.agentrunner.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.platform.json.Json;
import io.agentrunner.platform.json.RawJson;
import io.agentrunner.platform.problem.ProblemException;
import io.agentrunner.submit.TestSubmits;
import io.agentrunner.submit.Wanted;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A run with options at the limits of acceptance is claimed, executed and shown. */
class AcceptedRunsIT extends WorkerTest {
    private static final List<String> EDGES = List.of(
            "9".repeat(400),
            "1e399",
            "1." + "3".repeat(397),
            "-1.5E+300",
            "1e-390",
            "3".repeat(998) + "e10",
            "9".repeat(401),
            "1e1000000000",
            nested(Json.LEVELS - 1),
            nested(Json.LEVELS),
            "\"\\ud83d\\ude00\"",
            "\"\\ud83d\"",
            "{\"" + "k".repeat(50_000) + "\":1}");

    private static String nested(int levels) {
        return "[".repeat(levels) + "]".repeat(levels);
    }

    @Test
    void whatever_is_accepted_can_be_claimed_executed_and_shown() {
        var accepted = new ArrayList<Long>();
        for (var edge : EDGES) {
            RawJson options;
            try {
                options = RawJson.of("{\"a\":" + edge + "}");
            } catch (ProblemException e) {
                continue;
            }
            accepted.addAll(TestSubmits.submit(
                    intake, Wanted.run().options(options).maxAttempts(1).build()));
        }
        assertThat(accepted).hasSizeBetween(6, EDGES.size() - 3);
        for (var run : accepted) {
            var shown = awaitStatus(run, "COMPLETED");
            assertThat(Json.parse("[" + Json.text(shown) + "]").at("/0/options").has("a"))
                    .isTrue();
            assertThat(shown.attempt()).isEqualTo(1);
        }
    }
}
