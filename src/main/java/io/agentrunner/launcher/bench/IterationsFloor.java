package io.agentrunner.launcher.bench;

import io.agentrunner.launcher.LaunchFailure;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** What iterations do to the rows, by one session and nothing else: a transaction for {@value #BATCH} of them. */
final class IterationsFloor {
    private static final int BATCH = 500;

    private static final String UPDATE = """
            update run r
            set current_iteration = r.current_iteration + 1, last_event = r.last_event + 1
            from unnest(?::bigint[]) as w (id)
            where r.id = w.id and r.attempt = 1 and r.node = ? and r.status = 'RUNNING'""";

    private static final String TELL = """
            insert into event (run_id, id, type, payload, attempt)
            select w.id, ?, 'EXECUTING', ?, 1 from unnest(?::bigint[]) as w (id)""";

    private final Connection session;
    private final UUID node;
    private final List<Array> batches = new ArrayList<>();

    IterationsFloor(Connection session, FloorNode node) {
        this.session = session;
        this.node = node.id();
    }

    /** Takes every queued run. */
    void begin() throws SQLException {
        var ids = new ArrayList<Long>();
        try (var statement = session.prepareStatement("""
                with started as (
                  update run set status = 'RUNNING', attempt = 1, node = ?, last_event = 2, started_at = clock_timestamp(),
                    attempt_started_at = clock_timestamp()
                  where status = 'QUEUED' returning id
                ), told as (
                  insert into event (run_id, id, type, attempt) select id, 2, 'RUN_STARTED', 1 from started
                )
                select id from started order by id""")) {
            statement.setObject(1, node);
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    ids.add(rows.getLong(1));
                }
            }
        }
        for (var from = 0; from < ids.size(); from += BATCH) {
            var batch = ids.subList(from, Math.min(from + BATCH, ids.size()));
            batches.add(session.createArrayOf("bigint", batch.toArray()));
        }
    }

    /** Commits so many iterations of each run, in turn. */
    void iterate(int each) throws SQLException {
        session.setAutoCommit(false);
        try (var update = session.prepareStatement(UPDATE);
                var tell = session.prepareStatement(TELL)) {
            for (var iteration = 1; iteration <= each; iteration++) {
                for (var batch : batches) {
                    update.setArray(1, batch);
                    update.setObject(2, node);
                    update.executeUpdate();
                    tell.setInt(1, iteration + 2);
                    tell.setString(2, "Iteration " + iteration);
                    tell.setArray(3, batch);
                    tell.executeUpdate();
                    session.commit();
                }
            }
        } finally {
            session.rollback();
            session.setAutoCommit(true);
        }
    }

    /** Says no unless all of it is there. */
    void check(int runs, int each) throws SQLException {
        try (var statement = session.createStatement();
                var rows = statement.executeQuery(
                        "select count(*), coalesce(sum(current_iteration), 0), (select count(*) from event) from run")) {
            rows.next();
            var wanted = (long) runs * each;
            if (rows.getLong(1) != runs || rows.getLong(2) != wanted || rows.getLong(3) != wanted + 2L * runs) {
                throw new LaunchFailure("The floor wrote " + rows.getLong(2) + " iterations and " + rows.getLong(3)
                        + " events of " + rows.getLong(1) + " runs instead of " + wanted + " of " + runs + ".");
            }
        }
    }
}
