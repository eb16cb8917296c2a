package io.agentrunner.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.inside.TestRuns;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Valid bodies and queries, mutated at random, never cause a 5xx and never return an HTML page. */
class FuzzIT extends HttpTest {
    private static final long SEED = 20260201;

    private static final Duration MOST = Duration.ofSeconds(2);
    private static final Pattern INSIDES = Pattern.compile(
            "Exception|\\tat |org\\.postgresql|io\\.agentrunner|org\\.glassfish|SQLState|(?i:payara|grizzly|jersey|eclipselink)|"
                    + Pattern.quote(Path.of("").toAbsolutePath().toString()));

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

    /** {@code make fuzz} sends 10,000; {@code -Dseed=} repeats a failure. */
    @Test
    void no_generated_request_is_a_fault_or_shows_or_stores_what_it_must_not() throws IOException {
        var requests = new HostileRequests(new Random(Long.getLong("seed", SEED)));
        var count = Integer.getInteger("fuzz.requests", 400);
        var log = ServerLog.fromNow();
        var statuses = new TreeMap<Integer, Integer>();
        var longest = Duration.ZERO;
        var failures = new ArrayList<String>();
        var before = stored();
        for (var i = 0; i < count && failures.size() < 20; i++) {
            var request = requests.next(Http.HEAD);
            var begun = System.nanoTime();
            var answer = http.exchange(request);
            var took = Duration.ofNanos(System.nanoTime() - begun);
            if (took.compareTo(MOST) > 0) {
                // A machine under load may pause; a request that is slow is slow again.
                begun = System.nanoTime();
                answer = http.exchange(request);
                took = Duration.ofNanos(System.nanoTime() - begun);
            }
            longest = took.compareTo(longest) > 0 ? took : longest;
            statuses.merge(answer.status(), 1, Integer::sum);
            var after = stored();
            var fault = fault(answer, took, before.equals(after));
            if (fault != null) {
                failures.add("%d: %s%n    %s%n    -> %s"
                        .formatted(
                                i,
                                fault,
                                shortened(new String(request, StandardCharsets.ISO_8859_1)),
                                shortened(answer.toString())));
            }
            before = after;
        }
        System.out.println(
                "FuzzIT: " + count + " requests, the longest took " + longest.toMillis() + " ms, " + statuses);
        assertThat(failures).isEmpty();
        assertThat(statuses.keySet()).as("the requests reach what they are for").contains(200, 400, 404, 415, 422);
        var lines = log.lines();
        assertThat(lines).as("lines of the log").hasSizeLessThanOrEqualTo(count);
        assertThat(lines)
                .noneMatch(line -> line.matches("(?s)^(" + Pattern.quote(HostileRequests.FORGED) + "|\\s+at ).*")
                        || line.chars().anyMatch(c -> (c < ' ' && c != '\t') || c == '\u2028'));
    }

    /** Returns what is wrong with an answer, or null. */
    private static String fault(Http.Answer answer, Duration took, boolean nothingStored) {
        var shown = answer.body() + answer.headers();
        if (took.compareTo(MOST) > 0) {
            return "took " + took;
        }
        if (answer.status() >= 500 && !(answer.status() == 503 && answer.header("retry-after") != null)) {
            return "a fault of the server";
        }
        if (answer.status() >= 400 && !nothingStored) {
            return "refused, but stored";
        }
        // The document of the interface may name what it is made of.
        if (INSIDES.matcher(shown).find() && !answer.body().startsWith("{\"openapi\"")) {
            return "shows the server's insides";
        }
        var isProblem = answer.mediaType().equals("application/problem+json");
        // The server itself refuses TRACE and what is no HTTP, with an empty answer.
        return answer.status() < 400 || isProblem || answer.body().isBlank() ? null : "no problem document";
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
