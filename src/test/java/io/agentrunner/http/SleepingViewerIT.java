package io.agentrunner.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.inside.Await;
import io.agentrunner.inside.Exposition;
import io.agentrunner.inside.Sql;
import io.agentrunner.inside.TestRuns;
import java.io.IOException;
import java.net.Socket;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.stream.IntStream;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.junit.jupiter.api.Test;

/** A viewer that reads nothing: it is cut, it holds little memory, and the others notice nothing. */
class SleepingViewerIT extends HttpTest {
    private static final int EVENTS = 200;
    private static final int PAYLOAD = 100_000;

    /** {@code make bench} measures 250 ms; a write that waits for the sleeping viewer delays the others for 10 seconds. */
    private static final Duration MOST = Duration.ofSeconds(1);

    @ArquillianResource
    private URL server;

    private double metric(String name) {
        return Exposition.parse(http.get("/metrics").body()).value(name);
    }

    /** The time at which the database committed the event, as nanoseconds of this machine's monotonic clock. */
    private static long append(long run, int payload) {
        Sql.run(
                "with r as (update run set last_event = last_event + 1 where id = ? returning last_event)"
                        + " insert into event (run_id, id, type, payload, attempt)"
                        + " select ?, last_event, 'STEP', repeat('x', ?), 1 from r",
                run,
                run,
                payload);
        return System.nanoTime();
    }

    @Test
    void a_viewer_that_reads_nothing_is_cut_and_delays_no_other() throws IOException {
        var run = TestRuns.queued().due("1 hour").save();
        var cutBefore = metric("agent_runner_streams_cut_total");
        try (var sleeping = new Socket(server.getHost(), server.getPort())) {
            sleeping.setReceiveBufferSize(8 << 10);
            sleeping.getOutputStream()
                    .write(("GET /runs/" + run + "/events/stream HTTP/1.1\r\n" + Http.HEAD + "\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            try (var reading = http.follow("/runs/" + run + "/events/stream")) {
                reading.awaitMessages(1);
                var committedAt = new ArrayList<Long>();
                for (var i = 0; i < EVENTS; i++) {
                    committedAt.add(append(run, PAYLOAD));
                    reading.awaitMessages(i + 2);
                }
                var delays = IntStream.range(0, EVENTS)
                        .mapToObj(i -> reading.messages().get(i + 1).receivedAt() - committedAt.get(i))
                        .sorted()
                        .toList();
                assertThat(Duration.ofNanos(delays.get(EVENTS * 99 / 100))).isLessThan(MOST);
                Await.until(
                        "the viewer that reads nothing is cut",
                        Duration.ofSeconds(20),
                        () -> metric("agent_runner_streams_cut_total") > cutBefore);
                assertThat(metric("agent_runner_streams_open")).isEqualTo(1);
                assertThat(reading.end()).isNull();
                assertThat(reading.ids())
                        .isEqualTo(IntStream.rangeClosed(1, EVENTS + 1).boxed().toList());
            }
        }
        http.post("/runs/" + run + "/stop");
    }
}
