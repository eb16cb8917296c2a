package io.agentrunner.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentrunner.inside.Await;
import io.agentrunner.inside.Sql;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What charts are drawn from. */
class MetricHistoryIT extends HttpTest {
    private JsonNode last(String range) {
        var answer = http.get("/metrics/history?range=" + range);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        return answer.json();
    }

    /** A sample of the given second of a minute in the past. */
    private static void sampleAgo(String interval, int second, long completed) {
        Sql.run(
                "insert into metric_sample select date_trunc('minute', now() - cast(? as interval)) + ? * interval '1 second',"
                        + " 0, 0, 0, 0, ?, 0, 0, 0, 1, 0, 1",
                interval,
                second,
                completed);
    }

    @Test
    void the_node_samples_every_ten_seconds_and_keeps_a_minute_apart_what_is_older_than_an_hour() {
        Sql.run("delete from metric_sample");
        sampleAgo("25 hours", 0, 10);
        sampleAgo("2 hours", 0, 100);
        sampleAgo("2 hours", 30, 150);
        sampleAgo("119 minutes", 0, 170);
        sampleAgo("30 minutes", 0, 200);
        sampleAgo("30 minutes", 10, 205);
        Await.until("a sample", Duration.ofSeconds(25), () -> !last("15m").isEmpty());
        var sample = last("15m").get(0);
        assertThat(sample.path("concurrency").asInt()).isPositive();
        assertThat(sample.path("nodes").asInt()).isPositive();
        assertThat(sample.path("paused").asLong())
                .isEqualTo(http.get("/stats").json().path("paused").asLong());
        assertThat(last("1h")).extracting(one -> one.path("completed").asLong()).startsWith(30L, 5L);
        assertThat(last("1h").get(1).path("seconds").asInt()).isEqualTo(10);
        assertThat(last("24h"))
                .extracting(one -> one.path("completed").asLong())
                .startsWith(70L, 30L, 5L);
    }

    @Test
    void another_range_is_refused() {
        for (var range : List.of("2h", "15", "-1h")) {
            assertProblem(http.get("/metrics/history?range=" + range), 400);
        }
    }
}
