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

    private void release() {
        try {
            session.rollback();
            session.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
