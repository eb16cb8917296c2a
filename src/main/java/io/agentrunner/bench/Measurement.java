package io.agentrunner.bench;

import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;

/** One thing that the bench measures. */
sealed interface Measurement
        permits Drain,
                DrainFresh,
                DrainTwoNodes,
                Pickup,
                InFlight,
                Iterations,
                Submit,
                SubmitBatch,
                Depth,
                Start,
                Idle {
    /** All of them, in an order that needs few starts of nodes. */
    List<Measurement> ALL = List.of(
            new Drain(),
            new DrainFresh(),
            new Iterations(),
            new DrainTwoNodes(),
            new Pickup("pickup", List.of(Role.WORKER)),
            new Pickup("pickup_other_node", List.of(Role.FRONT, Role.WORKER)),
            new Submit(),
            new SubmitBatch(),
            new Depth(),
            new InFlight(),
            new Start(),
            new Idle());

    /** The name by which BENCH= selects it. */
    String name();

    /** The lines that it gives, in their order; its failure gives none. */
    List<String> lines();

    List<Line> measure(Bed bed) throws SQLException;

    static String names() {
        return ALL.stream().map(Measurement::name).collect(Collectors.joining(" "));
    }
}
