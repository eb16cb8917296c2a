package io.agentrunner.bench;

import io.agentrunner.launcher.LaunchFailure;
import io.agentrunner.launcher.NodeProcess;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** Measures an idle node with default settings: its share of a core, and the queries that it sends. */
record Idle() implements Measurement {
    /** Java compiles the code of the start for some time. */
    private static final Duration UNTIL_CALM = Duration.ofSeconds(60);

    private static final Duration WATCHED = Duration.ofSeconds(30);

    @Override
    public String name() {
        return "idle";
    }

    @Override
    public List<String> lines() {
        return List.of("idle_cpu", "idle_queries");
    }

    @Override
    public List<Line> measure(Bed bed) throws SQLException {
        var node = bed.nodes(Role.PLAIN).getFirst();
        bed.tables().empty();
        bed.tables().settle();
        var counter = QueryCounter.in(bed.tables());
        bed.say("queries are counted by " + counter);
        Limit.pass(bed.scale().of(UNTIL_CALM, Duration.ofSeconds(1)));
        var queries = counter.count(bed.tables());
        var cpu = cpu(node);
        var began = System.nanoTime();
        Limit.pass(bed.scale().of(WATCHED, Duration.ofSeconds(2)));
        var seconds = (System.nanoTime() - began) / 1e9;
        var cpuSeconds = cpu(node).minus(cpu).toNanos() / 1e9;
        return List.of(
                new Line("idle_cpu", 100 * cpuSeconds / seconds, "%"),
                new Line("idle_queries", (counter.count(bed.tables()) - queries) / seconds, "queries/s"));
    }

    private static Duration cpu(NodeProcess node) {
        return node.handle()
                .info()
                .totalCpuDuration()
                .orElseThrow(() -> new LaunchFailure("This system does not report the processor time of a process."));
    }
}
