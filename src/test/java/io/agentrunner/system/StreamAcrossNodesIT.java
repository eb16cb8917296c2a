package io.agentrunner.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.inside.Await;
import io.agentrunner.inside.EventStream;
import io.agentrunner.launcher.NodeProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.microshed.testing.jupiter.MicroShedTest;

/** A client that reads a run's stream goes on at another node when its own stops or dies. */
@Tag("chaos")
@MicroShedTest
@Nodes(
        count = 3,
        environment = {"WORKER_LEASE=4", "WORKER_HEARTBEAT=1", "WORKER_SHUTDOWN_GRACE=1"})
class StreamAcrossNodesIT {
    private static final Duration LONG = Duration.ofSeconds(40);

    private final Cluster cluster = Cluster.current();
    private final List<Integer> ids = new ArrayList<>();
    private final AtomicBoolean writing = new AtomicBoolean(true);

    /** Reads on after all that was kept. */
    private EventStream follow(NodeProcess node, long run) {
        var address = node.baseUri().resolve("/runs/" + run + "/events/stream");
        var stream = ids.isEmpty()
                ? EventStream.open(address)
                : EventStream.open(address, "Last-Event-ID", ids.getLast().toString());
        assertThat(stream.status()).isEqualTo(200);
        return stream;
    }

    private void keep(EventStream ended) {
        Await.until(() -> ended.end() != null, LONG, () -> "the stream goes on after " + ended.ids());
        ids.addAll(ended.ids());
    }

    @Test
    void each_event_comes_once_and_in_order_across_a_stop_and_a_kill_of_the_nodes_that_send_it() throws Exception {
        var stopped = cluster.nodes().get(0);
        var killed = cluster.nodes().get(1);
        var last = cluster.nodes().get(2);
        var api = new Api(last.baseUri());
        var run = api.submit("\"run_at\":\"9999-01-01T00:00:00Z\"");
        try (var writer = Executors.newSingleThreadExecutor()) {
            var written = writer.submit(() -> {
                var events = 1;
                while (writing.get()) {
                    var verb = events++ % 2 == 1 ? "/pause" : "/resume";
                    assertThat(api.post("/runs/" + run + verb).status()).isEqualTo(200);
                }
                assertThat(api.post("/runs/" + run + "/stop").status()).isEqualTo(200);
                return events + 1;
            });
            var first = follow(stopped, run).awaitMessages(20);
            cluster.stop(stopped);
            keep(first);
            assertThat(first.end()).isEqualTo("by the server");
            assertThat(first.otherLines()).contains(": connect again");
            assertThat(ids).hasSizeGreaterThanOrEqualTo(20);

            var second = follow(killed, run).awaitMessages(20);
            cluster.kill(killed);
            keep(second);

            var third = follow(last, run).awaitMessages(20);
            writing.set(false);
            keep(third);
            assertThat(ids)
                    .isEqualTo(IntStream.rangeClosed(1, written.get(LONG.toSeconds(), TimeUnit.SECONDS))
                            .boxed()
                            .toList());
        }
        var nothing = EventStream.open(
                last.baseUri().resolve("/runs/" + run + "/events/stream"), "Last-Event-ID", "" + ids.getLast());
        assertThat(nothing.status()).isEqualTo(204);
    }
}
