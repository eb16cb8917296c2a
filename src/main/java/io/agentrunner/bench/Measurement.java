package io.agentrunner.bench;

import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;

/** One measurement of the bench. */
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
                Streams,
                Start,
                Idle {
    /** Returns all measurements, in an order that needs few starts of nodes. */
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
            new Streams(),
            new Start(),
            new Idle());

    /** Returns the name by which BENCH= selects this measurement. */
    String name();

    /** Measures, and returns the lines in their order. A failure prints none of them. */
    List<String> lines();

    List<Line> measure(Bed bed) throws SQLException;

    static String names() {
        return ALL.stream().map(Measurement::name).collect(Collectors.joining(" "));
    }
}
