package io.agentrunner.bench;

import io.agentrunner.launcher.NodeProcess;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The environment of a measurement: an empty database, nodes, a client, and the lines measured so far. */
final class Bed {
    private final Scale scale;
    private final Tables tables;
    private final Fleet fleet;
    private final Client client = new Client();
    private final Map<String, Double> earlier = new HashMap<>();

    Bed(Scale scale, Tables tables, Fleet fleet) {
        this.scale = scale;
        this.tables = tables;
        this.fleet = fleet;
    }

    Scale scale() {
        return scale;
    }

    Tables tables() {
        return tables;
    }

    Client client() {
        return client;
    }

    /** Returns nodes of these roles, ready. All others are stopped. */
    List<NodeProcess> nodes(Role... roles) {
        return fleet.only(roles);
    }

    void keep(Line line) {
        earlier.put(line.name(), line.value());
    }

    /** Returns a line of an earlier measurement, if that was selected. */
    Optional<Double> earlier(String line) {
        return Optional.ofNullable(earlier.get(line));
    }

    /** Prints progress for a person. */
    void say(String line) {
        System.err.println("  " + line);
    }
}
