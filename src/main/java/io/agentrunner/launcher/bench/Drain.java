package io.agentrunner.launcher.bench;

import io.agentrunner.launcher.LaunchFailure;
import java.sql.SQLException;
import java.util.List;

/**
 * Queued {@code noop} runs worked off by one node, each with its three events (RUN_CREATED before, RUN_STARTED,
 * RUN_COMPLETED), against the same row changes by {@link DrainFloor}. The node is warm: it has drained a tenth of them
 * before, uncounted.
 */
record Drain() implements Measurement {
    static final int EVENTS_EACH = 3;

    @Override
    public String name() {
        return "drain";
    }

    @Override
    public List<String> lines() {
        return List.of("drain_floor", "drain", "drain_ratio");
    }

    @Override
    public List<Line> measure(Bed bed) throws SQLException {
        var runs = bed.scale().runs();
        var nodes = bed.nodes(Role.WORKER);
        var queue = new Queue(bed, "noop", "{}");
        queue.drain(nodes, Math.ceilDiv(runs, 10));
        var floor = new double[bed.scale().turns()];
        var drain = new double[bed.scale().turns()];
        for (var turn = 0; turn < drain.length; turn++) {
            floor[turn] = floor(bed, queue, runs);
            drain[turn] = queue.drain(nodes, runs);
            bed.tables().checkCompleted(runs, EVENTS_EACH);
            bed.say("turn %d: floor %.0f runs/s, drain %.0f runs/s".formatted(turn + 1, floor[turn], drain[turn]));
        }
        return List.of(
                new Line("drain_floor", Samples.of(floor).median(), "runs/s"),
                new Line("drain", Samples.of(drain).median(), "runs/s"),
                Line.ratio(
                        "drain_ratio",
                        Samples.of(drain).median(),
                        Samples.of(floor).median()));
    }

    private static double floor(Bed bed, Queue queue, int runs) throws SQLException {
        queue.fillNotDue(runs);
        try (var node = new FloorNode(bed.tables());
                var session = bed.tables().open()) {
            var began = System.nanoTime();
            var done = new DrainFloor(session, node).drain();
            var seconds = (System.nanoTime() - began) / 1e9;
            if (done != runs) {
                throw new LaunchFailure("The floor drained " + done + " runs instead of " + runs + ".");
            }
            bed.tables().checkCompleted(runs, EVENTS_EACH);
            return runs / seconds;
        }
    }
}
