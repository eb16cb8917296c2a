package io.agentrunner.bench;

import java.sql.SQLException;
import java.util.List;

/** Measures floor and server alternately, so that changes of the machine affect both. */
final class Turns {
    /** Measures once and returns the rate per second. */
    interface Rate {
        double measure() throws SQLException;
    }

    private Turns() {}

    /** Returns the lines of {@link Line#against}. */
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
