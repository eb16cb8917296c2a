package io.agentrunner.launcher.bench;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * What a drain does to the rows, by one session and nothing else: claim with start event, then end with end event, two
 * transactions for {@value #BATCH} runs. It takes runs that are not due yet, so that it needs no node to be down.
 */
final class DrainFloor {
    private static final int BATCH = 500;

    private static final String CLAIM = """
            with due as materialized (
              select id from run where status = 'QUEUED' and run_at <= now() + interval '1 day'
              order by priority desc, run_at, id limit ? for update skip locked
            ), claimed as (
              update run r
              set status = 'RUNNING', attempt = r.attempt + 1, node = ?, last_event = r.last_event + 1,
                  started_at = coalesce(r.started_at, clock_timestamp()), attempt_started_at = clock_timestamp()
              from due where r.id = due.id
              returning r.id, r.attempt, r.last_event
            ), started as (
              insert into event (run_id, id, type, payload, attempt)
              select id, last_event, 'RUN_STARTED', ?, attempt from claimed
            )
            select id, attempt, last_event from claimed""";

    private static final String COMPLETE = """
            update run r
            set status = 'COMPLETED', current_iteration = 1, last_event = r.last_event + 1, finished_at = clock_timestamp()
            from unnest(?::bigint[], ?::integer[]) as w (id, attempt)
            where r.id = w.id and r.attempt = w.attempt and r.node = ? and r.status = 'RUNNING'""";

    private static final String TELL = """
            insert into event (run_id, id, type, attempt)
            select w.id, w.event, 'RUN_COMPLETED', w.attempt
            from unnest(?::bigint[], ?::integer[], ?::integer[]) as w (id, event, attempt)""";

    private record Claimed(long run, int attempt, int lastEvent) {}

    private final Connection session;
    private final UUID node;

    DrainFloor(Connection session, FloorNode node) {
        this.session = session;
        this.node = node.id();
    }

    /** Takes every queued run to its end; returns how many those were. */
    int drain() throws SQLException {
        var done = 0;
        session.setAutoCommit(false);
        try (var claim = session.prepareStatement(CLAIM);
                var complete = session.prepareStatement(COMPLETE);
                var tell = session.prepareStatement(TELL)) {
            claim.setInt(1, BATCH);
            claim.setObject(2, node);
            claim.setString(3, "{\"node\":\"" + node + "\"}");
            while (true) {
                var claimed = new ArrayList<Claimed>();
                try (var rows = claim.executeQuery()) {
                    while (rows.next()) {
                        claimed.add(new Claimed(rows.getLong(1), rows.getInt(2), rows.getInt(3)));
                    }
                }
                session.commit();
                if (claimed.isEmpty()) {
                    return done;
                }
                var ids = session.createArrayOf("bigint", column(claimed, Claimed::run));
                var attempts = session.createArrayOf("integer", column(claimed, Claimed::attempt));
                complete.setArray(1, ids);
                complete.setArray(2, attempts);
                complete.setObject(3, node);
                complete.executeUpdate();
                tell.setArray(1, ids);
                tell.setArray(2, session.createArrayOf("integer", column(claimed, run -> run.lastEvent() + 1)));
                tell.setArray(3, attempts);
                tell.executeUpdate();
                session.commit();
                done += claimed.size();
            }
        } finally {
            session.rollback();
            session.setAutoCommit(true);
        }
    }

    private static Object[] column(List<Claimed> rows, java.util.function.Function<Claimed, Object> value) {
        return rows.stream().map(value).toArray();
    }
}
