package io.agentrunner.bench;

import java.sql.SQLException;
import java.util.List;

/** Floor and server measured in turns, so that both meet what the machine does meanwhile. */
final class Turns {
    /** Measures once, per second. */
    interface Rate {
        double measure() throws SQLException;
    }

    private Turns() {}

    /** The lines of {@link Line#against}. */
    static List<Line> of(Bed bed, String name, String unit, Rate floor, Rate server) throws SQLException {
        var floors = new double[bed.scale().turns()];
        var servers = new double[bed.scale().turns()];
        for (var turn = 0; turn < floors.length; turn++) {
            floors[turn] = floor.measure();
            servers[turn] = server.measure();
            bed.say("floor %.0f %s, server %.0f %s".formatted(floors[turn], unit, servers[turn], unit));
        }
        return Line.against(name, unit, Samples.of(floors), Samples.of(servers));
    }
}
