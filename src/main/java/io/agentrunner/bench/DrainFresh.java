package io.agentrunner.bench;

import io.agentrunner.launcher.LaunchFailure;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The drain in the way of a user: {@code noop} runs are posted in batches to one node while another one drains, and
 * then the other node executes them. Nothing is vacuumed, analyzed or checkpointed by hand, and the runs of earlier
 * turns stay. The floor is {@link DrainFloor}. The first turn, on empty tables and with a cold server, is not counted.
 */
record DrainFresh() implements Measurement {
    private static final int BATCH = 10_000;
    private static final String RUN = "{\"project_id\":1,\"goal\":\"Measure\",\"agent\":\"noop\"}";
    private static final Duration MOST_WORK = Duration.ofSeconds(60);

    @Override
    public String name() {
        return "drain_fresh";
    }

    @Override
    public List<String> lines() {
        return List.of("drain_fresh_floor", "drain_fresh", "drain_fresh_ratio");
    }

    @Override
    public List<Line> measure(Bed bed) throws SQLException {
        bed.nodes(Role.FRONT, Role.WORKER);
        bed.say("cold: server %.0f runs/s".formatted(drain(bed)));
        return Turns.of(bed, "drain_fresh", "runs/s", () -> DrainFloor.measure(bed), () -> drain(bed));
    }

    /** Measures the runs per second of the worker, from the first start to the last end. */
    private static double drain(Bed bed) throws SQLException {
        var nodes = bed.nodes(Role.FRONT, Role.WORKER);
        var tables = bed.tables();
        var runs = bed.scale().runs();
        var before = tables.number("select coalesce(max(id), 0) from run");
        bed.client().post(nodes.getLast(), "/nodes/self/drain", "");
        for (var left = runs; left > 0; left -= BATCH) {
            bed.client().post(nodes.getFirst(), "/runs/batch", batch(Math.min(left, BATCH)));
        }
        bed.client().post(nodes.getLast(), "/nodes/self/undrain", "");
        tables.awaitEnds(MOST_WORK);
        var ours = "from run where status = 'COMPLETED' and attempt = 1 and id > " + before;
        var done = tables.number("select count(*) " + ours);
        if (done != runs) {
            throw new LaunchFailure(done + " runs instead of " + runs + " were completed at once.");
        }
        return runs / tables.real("select extract(epoch from max(finished_at) - min(started_at)) " + ours);
    }

    private static String batch(int runs) {
        return Stream.generate(() -> RUN).limit(runs).collect(Collectors.joining(",", "{\"runs\":[", "]}"));
    }
}
