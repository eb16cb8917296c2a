package io.agentrunner.bench;

import io.agentrunner.launcher.NodeProcess;
import java.sql.SQLException;
import java.util.List;

/**
 * Measures how fast one node executes queued {@code noop} runs, compared with {@link DrainFloor}. Each run has three
 * events: RUN_CREATED from before, RUN_STARTED and RUN_COMPLETED. The node is warm, since it has executed a fifth of
 * the runs before, uncounted.
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

    /** Returns a queue that these nodes have drained once before. */
    static Queue warm(Bed bed, List<NodeProcess> nodes) throws SQLException {
        var queue = new Queue(bed, "noop", "{}");
        queue.drain(nodes, Math.ceilDiv(bed.scale().runs(), 5));
        return queue;
    }

    /** Measures the runs per second of these nodes, once. */
    static double drain(Bed bed, Queue queue, List<NodeProcess> nodes) throws SQLException {
        var runs = bed.scale().runs();
        var seconds = queue.drain(nodes, runs);
        bed.tables().checkCompleted(runs, EVENTS_EACH);
        return runs / seconds;
    }
}
