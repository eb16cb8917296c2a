package io.agentrunner.bench;

import io.agentrunner.launcher.LaunchFailure;
import io.agentrunner.launcher.NodeProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * Measures two thousand viewers on one node, each of a run of its own. Two hundred of the runs get ten events a second,
 * from outside the node, so the node has to look for them. The time is from a commit until the viewer has read the event.
 * Heap and threads are those above an idle node, the heap after a collection.
 */
record Streams() implements Measurement {
    private static final int TICKS_A_SECOND = 100;
    private static final Duration UNTIL_CONNECTED = Duration.ofSeconds(60);

    private static final String APPEND = """
            with r as (update run set last_event = last_event + 1 where id = any(?) returning id, last_event)
            insert into event (run_id, id, type, payload, attempt)
            select id, last_event, 'STEP', 'A step of an agent, with a text of usual length.', 1 from r
            returning run_id, id""";

    @Override
    public String name() {
        return "stream";
    }

    @Override
    public List<String> lines() {
        return List.of("stream_p50", "stream_p99", "stream_heap", "stream_threads", "stream_cpu");
    }

    @Override
    public List<Line> measure(Bed bed) throws SQLException {
        var viewers = bed.scale().of(2000, 20);
        var watched = bed.scale().of(200, 10);
        var time = bed.scale().of(Duration.ofSeconds(20), Duration.ofSeconds(2));
        var node = bed.nodes(Role.FRONT).getFirst();
        bed.tables().empty();
        bed.tables().queue(viewers, "noop", "{}", "timestamptz '9999-01-01 00:00:00Z'");
        bed.tables().settle();
        var idleHeap = heap(bed, node);
        var idleThreads = metric(bed, node, "thread_count");
        try (var streams = StreamViewers.open(node.baseUri(), viewers)) {
            Limit.await(
                    "all viewers had their first event",
                    UNTIL_CONNECTED,
                    Duration.ofMillis(50),
                    () -> streams.received() >= viewers);
            var cpu = cpu(node);
            var began = System.nanoTime();
            var events = write(bed, streams, watched, time);
            var seconds = (System.nanoTime() - began) / 1e9;
            Limit.await(
                    "all events were read",
                    UNTIL_CONNECTED,
                    Duration.ofMillis(50),
                    () -> streams.received() >= viewers + events);
            var cpuSeconds = cpu(node).minus(cpu).toNanos() / 1e9;
            var delays = Samples.of(streams.delaysMillis());
            // A collection between the two readings makes the difference negative: then the streams took nothing that
            // shows.
            return List.of(
                    new Line("stream_p50", delays.percentile(50), "ms"),
                    new Line("stream_p99", delays.percentile(99), "ms"),
                    new Line("stream_heap", Math.max(0, heap(bed, node) - idleHeap), "MB"),
                    new Line("stream_threads", Math.max(0, metric(bed, node, "thread_count") - idleThreads), "threads"),
                    new Line("stream_cpu", 100 * cpuSeconds / seconds, "%"));
        }
    }

    /** Writes the events in small statements, evenly over the time; returns how many. */
    private static int write(Bed bed, StreamViewers streams, int watched, Duration time) throws SQLException {
        var perTick = Math.max(1, watched * 10 / TICKS_A_SECOND);
        var ticks = time.toMillis() * TICKS_A_SECOND / 1000;
        var next = System.nanoTime();
        var run = 0;
        try (var append = bed.tables().session().prepareStatement(APPEND)) {
            for (var tick = 0; tick < ticks; tick++) {
                var ids = new Long[perTick];
                for (var i = 0; i < perTick; i++) {
                    ids[i] = 1L + run++ % watched;
                }
                append.setArray(1, bed.tables().session().createArrayOf("bigint", ids));
                try (var appended = append.executeQuery()) {
                    var committedAt = System.nanoTime();
                    while (appended.next()) {
                        streams.committed(appended.getLong(1), appended.getInt(2), committedAt);
                    }
                }
                next += TimeUnit.SECONDS.toNanos(1) / TICKS_A_SECOND;
                Limit.pass(Duration.ofNanos(next - System.nanoTime()));
            }
        }
        return (int) ticks * perTick;
    }

    private static Duration cpu(NodeProcess node) {
        return node.handle()
                .info()
                .totalCpuDuration()
                .orElseThrow(() -> new LaunchFailure("This system does not report the processor time of a process."));
    }

    /** The heap in use after a collection, in MB. */
    private static double heap(Bed bed, NodeProcess node) {
        try {
            var jcmd = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "jcmd")
                                    .toString(),
                            Long.toString(node.handle().pid()),
                            "GC.run")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!jcmd.waitFor(30, TimeUnit.SECONDS) || jcmd.exitValue() != 0) {
                throw new LaunchFailure("jcmd could not ask the node for a collection of its heap.");
            }
        } catch (IOException e) {
            throw new LaunchFailure("jcmd, which is part of a JDK, does not start: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LaunchFailure("Interrupted while it measured", e);
        }
        return metric(bed, node, "memory_usedHeap_bytes") / 1024 / 1024;
    }

    private static double metric(Bed bed, NodeProcess node, String name) {
        var found = Pattern.compile("^(?:base_)?" + name + "(?:\\{.*})? (\\S+)", Pattern.MULTILINE)
                .matcher(bed.client().get(node, "/mpmetrics?scope=base"));
        if (!found.find()) {
            throw new LaunchFailure("The node does not report " + name + " at /mpmetrics?scope=base.");
        }
        return Double.parseDouble(found.group(1));
    }
}
