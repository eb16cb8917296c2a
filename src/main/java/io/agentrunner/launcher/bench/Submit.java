package io.agentrunner.launcher.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/**
 * {@code POST /runs}, a run a request, over 32 connections that stay open, on a node that executes nothing. The floor is
 * what {@code pgbench} would do, from this process with prepared statements: 32 sessions, each inserting a run and its
 * RUN_CREATED event in a transaction.
 */
record Submit() implements Measurement {
    private static final String RUN = "{\"project_id\":1,\"name\":\"Bench\",\"goal\":\"Measure\",\"agent\":\"noop\"}";

    private static final String INSERT_RUN = """
            insert into run (project_id, name, goal, run_type, agent, status, options, metadata, priority, max_attempts,
                             timeout_seconds, last_event)
            values (1, 'Bench', 'Measure', 'agent', 'noop', 'QUEUED', '{}', '{}', 0, 3, 3600, 1) returning id""";

    private static final String INSERT_EVENT =
            "insert into event (run_id, id, type, payload, attempt) values (?, 1, 'RUN_CREATED', 'Measure', 0)";

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
                () -> load(bed, time, () -> new Inserts(bed.tables().open())),
                () -> load(bed, time, () -> new Http(new KeepAlive(node.baseUri(), "/runs", RUN))));
    }

    private static double load(Bed bed, Duration time, Load.Opening opening) throws SQLException {
        bed.tables().empty();
        bed.tables().settle();
        var done = Load.during(time, opening);
        bed.tables().checkQueued(done.steps());
        return done.perSecond();
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
