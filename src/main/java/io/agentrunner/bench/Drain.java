package io.agentrunner.bench;

import io.agentrunner.launcher.NodeProcess;
import java.sql.SQLException;
import java.util.List;

/**
 * Queued {@code noop} runs worked off by one node, each with its three events (RUN_CREATED before, RUN_STARTED,
 * RUN_COMPLETED), against {@link DrainFloor}. The node is warm: it has drained a fifth of them
 * before, uncounted.
 */
record Drain() implements Measurement {
    private static final int EVENTS_EACH = 3;

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
        var nodes = bed.nodes(Role.WORKER);
        var queue = warm(bed, nodes);
        return Turns.of(bed, "drain", "runs/s", () -> DrainFloor.measure(bed), () -> drain(bed, queue, nodes));
    }

    /** A queue that these nodes have drained before. */
    static Queue warm(Bed bed, List<NodeProcess> nodes) throws SQLException {
        var queue = new Queue(bed, "noop", "{}");
        queue.drain(nodes, Math.ceilDiv(bed.scale().runs(), 5));
        return queue;
    }

    /** Runs per second of these nodes, once. */
    static double drain(Bed bed, Queue queue, List<NodeProcess> nodes) throws SQLException {
        var runs = bed.scale().runs();
        var seconds = queue.drain(nodes, runs);
        bed.tables().checkCompleted(runs, EVENTS_EACH);
        return runs / seconds;
    }
}
