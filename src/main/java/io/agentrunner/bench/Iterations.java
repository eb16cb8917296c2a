package io.agentrunner.bench;

import io.agentrunner.launcher.NodeProcess;
import java.sql.SQLException;
import java.util.List;

/**
 * Measures a thousand agents on one node that commit iterations with one event each as fast as they can, compared with
 * {@link IterationsFloor}. The time includes the claims and ends of the runs, which are a hundredth of the writes, but
 * the iterations do not.
 */
record Iterations() implements Measurement {
    private static final int EVENTS_OF_ENDS = 3;

    @Override
    public String name() {
        return "iterations";
    }

    @Override
    public List<String> lines() {
        return List.of("iterations_floor", "iterations", "iterations_ratio");
    }

    @Override
    public List<Line> measure(Bed bed) throws SQLException {
        var agents = bed.scale().of(1000, 20);
        var each = bed.scale().of(100, 10);
        var nodes = bed.nodes(Role.WORKER);
        var queue = new Queue(bed, "noop", "{\"iterations\":" + each + "}");
        iterate(bed, queue, nodes, agents, each);
        return Turns.of(
                bed,
                "iterations",
                "iterations/s",
                () -> IterationsFloor.measure(bed, agents, each),
                () -> iterate(bed, queue, nodes, agents, each));
    }

    private static double iterate(Bed bed, Queue queue, List<NodeProcess> nodes, int agents, int each)
            throws SQLException {
        var seconds = queue.drain(nodes, agents);
        bed.tables().checkCompleted(agents, each + EVENTS_OF_ENDS);
        return agents * each / seconds;
    }
}
