package io.agentrunner.bench;

import io.agentrunner.launcher.NodeProcess;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The surroundings of a measurement: an empty database, nodes, a client, and what was measured before it. */
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

    /** Nodes of these roles, ready, and no others. */
    List<NodeProcess> nodes(Role... roles) {
        return fleet.only(roles);
    }

    void keep(Line line) {
        earlier.put(line.name(), line.value());
    }

    /** A line of a measurement before this one, if that was chosen. */
    Optional<Double> earlier(String line) {
        return Optional.ofNullable(earlier.get(line));
    }

    /** Progress, for a person. */
    void say(String line) {
        System.err.println("  " + line);
    }
}
