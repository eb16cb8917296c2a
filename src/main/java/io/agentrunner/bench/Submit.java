package io.agentrunner.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/**
 * Measures {@code POST /runs}, one run per request, over 32 connections that stay open, on a node that executes
 * nothing. The floor does the work of {@code pgbench} in this process: 32 sessions with prepared statements insert a
 * run and its RUN_CREATED event per transaction into {@link LeanTables}.
 */
record Submit() implements Measurement {
    private static final String RUN = "{\"project_id\":1,\"name\":\"Bench\",\"goal\":\"Measure\",\"agent\":\"noop\"}";

    private static final String INSERT_RUN =
            "insert into " + LeanTables.RUN + " (project_id, goal) values (1, 'Measure') returning id";

    private static final String INSERT_EVENT =
            "insert into " + LeanTables.EVENT + " (run_id, id, type, payload) values (?, 1, 'RUN_CREATED', 'Measure')";

    @Override
    public String name() {
        return "submit";
    }

    @Override
    public List<String> lines() {
        return List.of("submit_floor", "submit", "submit_ratio");
    }

    @Override
    public List<Line> measure(Bed bed) throws SQLException {
        var node = bed.nodes(Role.FRONT).getFirst();
        var time = bed.scale().of(Duration.ofSeconds(4), Duration.ofMillis(500));
        load(bed, time.multipliedBy(2), () -> new Http(new KeepAlive(node.baseUri(), "/runs", RUN)));
        return Turns.of(
                bed,
                "submit",
                "runs/s",
                () -> floor(bed, time),
                () -> load(bed, time, () -> new Http(new KeepAlive(node.baseUri(), "/runs", RUN))));
    }

    private static double load(Bed bed, Duration time, Load.Opening opening) throws SQLException {
        bed.tables().empty();
        bed.tables().settle();
        var done = Load.during(time, opening);
        bed.tables().checkQueued(done.steps());
        return done.perSecond();
    }

    private static double floor(Bed bed, Duration time) throws SQLException {
        try (var lean = new LeanTables(bed.tables().open())) {
            var done = Load.during(time, () -> new Inserts(bed.tables().open()));
            lean.check("QUEUED", done.steps(), 0, done.steps());
            return done.perSecond();
        }
    }

    private record Http(KeepAlive connection) implements Load.Step {
        @Override
        public void run() {
            connection.post();
        }

        @Override
        public void close() {
            connection.close();
        }
    }

    private static final class Inserts implements Load.Step {
        private final Connection session;
        private final PreparedStatement run;
        private final PreparedStatement event;

        Inserts(Connection session) throws SQLException {
            this.session = session;
            session.setAutoCommit(false);
            run = session.prepareStatement(INSERT_RUN);
            event = session.prepareStatement(INSERT_EVENT);
        }

        @Override
        public void run() throws SQLException {
            try (var rows = run.executeQuery()) {
                rows.next();
                event.setLong(1, rows.getLong(1));
            }
            event.executeUpdate();
            session.commit();
        }

        @Override
        public void close() throws SQLException {
            session.close();
        }
    }
}
