package io.agentrunner.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.inside.TestRuns;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Valid bodies and queries, mutated at random, never cause a 5xx and never return an HTML page. */
class FuzzIT extends HttpTest {
    private static final long SEED = 20260201;

    private static final List<String> SPLICES = List.of(
            "\"",
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "null",
            "true",
            "-1",
            "0",
            "1e400000",
            "1e-400000",
            "99999999999999999999",
            "\\u0000",
            "\\ud800",
            "\u0000",
            "\uFFFF",
            "\"\"",
            "{}",
            "[]",
            "\\",
            "\n",
            "\uD83D\uDE80",
            "%",
            "'",
            "--",
            "9223372036854775807",
            "2147483648",
            "NaN",
            "1.5",
            "2026-02-30T00:00:00Z",
            "🚀".repeat(50));

    private String body(long project) {
        return ("{\"project_id\":%d,\"goal\":\"a goal\",\"name\":\"a name\",\"run_type\":\"task\",\"agent\":\"noop\","
                        + "\"options\":{\"seconds\":1},\"metadata\":{\"k\":[1,\"v\",{\"n\":null}]},\"priority\":5,"
                        + "\"run_at\":\"2126-02-01T10:30:00Z\",\"max_attempts\":3,\"timeout_seconds\":60,"
                        + "\"deadline_at\":\"2126-02-01T10:30:00+02:00\","
                        + "\"retry\":{\"base_seconds\":2,\"factor\":2,\"max_seconds\":300}}")
                .formatted(project);
    }

    @Test
    void no_mutated_body_is_a_fault_of_the_server() {
        var random = new Random(SEED);
        var run = TestRuns.queued().due("1 hour").save();
        each(IntStream.range(0, 400).boxed().toList(), i -> {
            var one = body(project);
            var bytes = mutate(random, i % 4 == 1 ? "{\"runs\":[" + one + "," + one + "]}" : one);
            var path = List.of("/runs", "/runs/batch", "/projects", "/runs/" + run + "/directive")
                    .get(i % 4);
            var answer = http.stream(path, bytes, "Content-Type", "application/json");
            assertAnswered(answer, new String(bytes, StandardCharsets.UTF_8));
        });
    }

    @Test
    void no_mutated_query_is_a_fault_of_the_server() {
        var random = new Random(SEED);
        var query =
                "status=QUEUED&project_id=1&agent=noop&metadata.k=v&created_after=2026-02-01T10:30:00Z&q=goal&limit=5"
                        + "&before_id=100&node=00000000-0000-0000-0000-000000000000";
        each(IntStream.range(0, 200).boxed().toList(), i -> {
            var mutated = java.net.URLEncoder.encode(
                            new String(mutate(random, query), StandardCharsets.UTF_8), StandardCharsets.UTF_8)
                    .replace("%3D", "=")
                    .replace("%26", "&");
            assertAnswered(http.get((i % 2 == 0 ? "/runs?" : "/runs/1/events?") + mutated), mutated);
            assertAnswered(http.post("/runs?goal=x&" + mutated), mutated);
        });
    }

    private static void assertAnswered(Http.Answer answer, String sent) {
        assertThat(answer.status()).as(sent + " -> " + answer).isLessThan(500);
        if (answer.status() >= 400) {
            assertProblem(answer, 400, 404, 409, 413, 415, 422);
        }
    }

    private static byte[] mutate(Random random, String text) {
        var mutated = new StringBuilder(text);
        for (var n = 1 + random.nextInt(4); n > 0; n--) {
            var at = random.nextInt(mutated.length());
            var to = Math.min(mutated.length(), at + 1 + random.nextInt(8));
            switch (random.nextInt(4)) {
                case 0 -> mutated.insert(at, SPLICES.get(random.nextInt(SPLICES.size())));
                case 1 -> mutated.replace(at, to, SPLICES.get(random.nextInt(SPLICES.size())));
                case 2 -> mutated.delete(at, to);
                default -> mutated.insert(at, mutated.substring(at, to));
            }
        }
        var bytes = mutated.toString().getBytes(StandardCharsets.UTF_8);
        if (random.nextInt(4) == 0) {
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return bytes;
    }
}
