package io.agentrunner.bench;

import io.agentrunner.launcher.LaunchFailure;
import io.agentrunner.launcher.NodeProcess;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Measures ten thousand sleeping agents on one node: how many were in flight, the node's maximum of connections and
 * heap, the longest time between two renewals of its lease, and the lost runs. The heap includes garbage and has 512 MB
 * unless NODE_JAVA_OPTS sets another size. Samples are taken every {@value #APART_MILLIS} ms. A run is lost if its
 * first attempt did not complete it.
 */
record InFlight() implements Measurement {
    private static final int APART_MILLIS = 200;
    private static final Duration MOST = Duration.ofSeconds(90);
    private static final Pattern HEAP =
            Pattern.compile("^(?:base_)?memory_usedHeap_bytes(?:\\{.*})? (\\S+)", Pattern.MULTILINE);

    private static final String SAMPLE = """
            select (select coalesce(sum(n), 0)
                    from (select status, n from run_count where project_id = 0 union all select status, n from run_count_change) c
                    where status = 'RUNNING'),
                   (select count(*) from pg_stat_activity
                    where application_name like 'agent-runner/%' and datname = current_database()),
                   (select extract(epoch from max(lease_until) - clock_timestamp()) from node where lost_at is null)""";

    @Override
    public String name() {
        return "in_flight";
    }

    @Override
    public List<String> lines() {
        return List.of("in_flight", "in_flight_connections", "in_flight_heap", "in_flight_heartbeat", "in_flight_lost");
    }

    @Override
    public List<Line> measure(Bed bed) throws SQLException {
        var runs = bed.scale().of(10_000, 100);
        var seconds =
                bed.scale().of(Duration.ofSeconds(25), Duration.ofSeconds(3)).toMillis() / 1000.0;
        var nodes = bed.nodes(Role.CROWD);
        new Queue(bed, "sleep", "{\"seconds\":" + seconds + "}").release(nodes, runs);
        var most = new Peaks();
        Limit.await("all sleeping runs had ended", MOST, Duration.ofMillis(APART_MILLIS), () -> {
            most.sample(bed, nodes.getFirst());
            return bed.tables().unfinished() == 0;
        });
        var lost = bed.tables().number("select count(*) from run where status <> 'COMPLETED' or attempt <> 1");
        if (bed.tables().number("select count(*) from run") != runs) {
            throw new LaunchFailure("The " + runs + " runs are not complete any more.");
        }
        return List.of(
                new Line("in_flight", most.running, "runs"),
                new Line("in_flight_connections", most.connections, "connections"),
                new Line("in_flight_heap", most.heapBytes / 1024 / 1024, "MB"),
                new Line("in_flight_heartbeat", most.longestLease - most.shortestLease, "s"),
                new Line("in_flight_lost", lost, "runs"));
    }

    /** The extreme values of the samples. */
    private static final class Peaks {
        private double running;
        private double connections;
        private double heapBytes;
        private double longestLease = Double.NEGATIVE_INFINITY;
        private double shortestLease = Double.POSITIVE_INFINITY;

        void sample(Bed bed, NodeProcess node) throws SQLException {
            if (!node.isAlive()) {
                throw new LaunchFailure("The node with the sleeping runs has ended; see its log in " + node.logFile());
            }
            try (var statement = bed.tables().session().createStatement();
                    var rows = statement.executeQuery(SAMPLE)) {
                rows.next();
                running = Math.max(running, rows.getDouble(1));
                connections = Math.max(connections, rows.getDouble(2));
                longestLease = Math.max(longestLease, rows.getDouble(3));
                shortestLease = Math.min(shortestLease, rows.getDouble(3));
            }
            var heap = HEAP.matcher(bed.client().get(node, "/mpmetrics?scope=base"));
            if (!heap.find()) {
                throw new LaunchFailure("The node does not report its heap at /mpmetrics?scope=base.");
            }
            heapBytes = Math.max(heapBytes, Double.parseDouble(heap.group(1)));
        }
    }
}
