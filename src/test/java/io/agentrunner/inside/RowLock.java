package io.agentrunner.inside;

import java.sql.Connection;
import java.sql.SQLException;

/** A session that holds the row of a run, so that whoever wants it has to wait. */
public final class RowLock {
    private final Connection session = Sql.connect();

    private RowLock(long run) {
        try {
            session.setAutoCommit(false);
            Sql.run(session, "select 1 from run where id = ? for update", run);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Does something while the row is held. */
    public static void during(long run, Runnable work) {
        var lock = new RowLock(run);
        try {
            work.run();
        } finally {
            lock.release();
        }
    }

    /** Waits until a session is parked on a row of this table that another session holds. */
    public static void awaitParked() {
        Await.until(
                "a session is parked on a row",
                () -> Sql.number(
                                "select count(*) from pg_stat_activity where wait_event_type = 'Lock'"
                                        + " and wait_event in ('transactionid', 'tuple') and query ilike '%from run%for %update%'")
                        > 0);
    }

    private void release() {
        try {
            session.rollback();
            session.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
