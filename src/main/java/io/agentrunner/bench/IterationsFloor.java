package io.agentrunner.bench;

import java.sql.Array;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes iterations, each an update and an event, to {@link LeanTables} in one session, with one transaction per
 * {@value #BATCH} iterations.
 */
final class IterationsFloor {
    private static final int BATCH = 500;

    private static final String UPDATE = """
            update %s r
            set current_iteration = r.current_iteration + 1, last_event = r.last_event + 1
            from unnest(?::bigint[]) as w (id)
            where r.id = w.id and r.node = 1 and r.status = 'RUNNING'""".formatted(LeanTables.RUN);

    private static final String TELL = """
            insert into %s (run_id, id, type, payload)
            select w.id, ?, 'EXECUTING', ? from unnest(?::bigint[]) as w (id)""".formatted(LeanTables.EVENT);

    private IterationsFloor() {}

    /** Measures the iterations per second of this many runs, once. */
    static double measure(Bed bed, int runs, int each) throws SQLException {
        try (var lean = new LeanTables(bed.tables().open())) {
            lean.queue(runs);
            lean.execute("update " + LeanTables.RUN + " set status = 'RUNNING', node = 1");
            lean.settle();
            var began = System.nanoTime();
            iterate(lean, runs, each);
            var seconds = (System.nanoTime() - began) / 1e9;
            lean.check("RUNNING", runs, (long) runs * each, (long) runs * (each + 1));
            return runs * each / seconds;
        }
    }

    private static void iterate(LeanTables lean, int runs, int each) throws SQLException {
        var batches = batches(lean, runs);
        var session = lean.session();
        session.setAutoCommit(false);
        try (var update = session.prepareStatement(UPDATE);
                var tell = session.prepareStatement(TELL)) {
            for (var iteration = 1; iteration <= each; iteration++) {
                for (var batch : batches) {
                    update.setArray(1, batch);
                    update.executeUpdate();
                    tell.setInt(1, iteration + 1);
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

    /** The ids of a new table start at 1. */
    private static List<Array> batches(LeanTables lean, int runs) throws SQLException {
        var batches = new ArrayList<Array>();
        for (var from = 1; from <= runs; from += BATCH) {
            var ids = new ArrayList<Long>();
            for (long id = from; id < from + BATCH && id <= runs; id++) {
                ids.add(id);
            }
            batches.add(lean.session().createArrayOf("bigint", ids.toArray()));
        }
        return batches;
    }
}
