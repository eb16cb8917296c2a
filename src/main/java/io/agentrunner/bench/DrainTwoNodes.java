package io.agentrunner.bench;

import java.sql.SQLException;
import java.util.List;

/** The same drain by two nodes at once, compared with one node alone. */
record DrainTwoNodes() implements Measurement {
    @Override
    public String name() {
        return "drain_2_nodes";
    }

    @Override
    public List<String> lines() {
        return List.of("drain_2_nodes", "drain_2_nodes_ratio");
    }

    @Override
    public List<Line> measure(Bed bed) throws SQLException {
        var known = bed.earlier("drain");
        var one = known.isPresent() ? known.get() : median(bed, Role.WORKER);
        var two = median(bed, Role.WORKER, Role.SECOND);
        bed.say("one node %.0f runs/s, two %.0f runs/s".formatted(one, two));
        return List.of(new Line("drain_2_nodes", two, "runs/s"), Line.ratio("drain_2_nodes_ratio", two, one));
    }

    private static double median(Bed bed, Role... roles) throws SQLException {
        var nodes = bed.nodes(roles);
        var queue = Drain.warm(bed, nodes);
        var rates = new double[bed.scale().turns()];
        for (var turn = 0; turn < rates.length; turn++) {
            rates[turn] = Drain.drain(bed, queue, nodes);
        }
        return Samples.of(rates).median();
    }
}
