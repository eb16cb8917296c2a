package io.agentrunner.inside;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** A session that holds the row of a run, so that others have to wait for it. */
public final class RowLock {
    private final Connection session = Sql.connect();

    private RowLock(List<Long> runs) {
        try {
            session.setAutoCommit(false);
            Sql.run(session, "select 1 from run where id = any(?) order by id for update", (Object)
                    runs.toArray(Long[]::new));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Runs an action while the row is held. */
    public static void during(long run, Runnable work) {
        during(List.of(run), work);
    }

    /** Runs an action while the rows are held. */
    public static void during(List<Long> runs, Runnable work) {
        var lock = new RowLock(runs);
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
