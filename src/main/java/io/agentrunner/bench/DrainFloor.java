package io.agentrunner.bench;

import java.sql.SQLException;

/**
 * Claims and ends every queued run in {@link LeanTables}, with the events of both, in one session and without a server.
 * It takes two transactions for {@value #BATCH} runs. A procedure does this inside the database, so no statement waits
 * for a client.
 */
final class DrainFloor {
    private static final int BATCH = 500;

    private static final String PROCEDURE = """
            create procedure %1$s.drain(batch integer) language plpgsql as $$
            declare
                ids bigint[];
            begin
                loop
                    with due as materialized (
                        select id from %2$s where status = 'QUEUED'
                        order by priority desc, id limit batch for update skip locked
                    ), claimed as (
                        update %2$s r
                        set status = 'RUNNING', attempt = r.attempt + 1, node = 1, started_at = clock_timestamp(),
                            last_event = r.last_event + 1
                        from due where r.id = due.id
                        returning r.id, r.last_event
                    ), started as (
                        insert into %3$s (run_id, id, type) select id, last_event, 'RUN_STARTED' from claimed
                    )
                    select array_agg(id) into ids from claimed;
                    exit when ids is null;
                    commit;
                    with ended as (
                        update %2$s r
                        set status = 'COMPLETED', finished_at = clock_timestamp(), last_event = r.last_event + 1
                        from unnest(ids) as w (id)
                        where r.id = w.id and r.status = 'RUNNING' and r.node = 1
                        returning r.id, r.last_event
                    )
                    insert into %3$s (run_id, id, type) select id, last_event, 'RUN_COMPLETED' from ended;
                    commit;
                end loop;
            end $$""".formatted(LeanTables.SCHEMA, LeanTables.RUN, LeanTables.EVENT);

    private DrainFloor() {}

    /** Measures the runs per second, once. */
    static double measure(Bed bed) throws SQLException {
        var runs = bed.scale().runs();
        try (var lean = new LeanTables(bed.tables().open())) {
            lean.execute(PROCEDURE);
            lean.queue(runs);
            lean.settle();
            var began = System.nanoTime();
            lean.execute("call " + LeanTables.SCHEMA + ".drain(" + BATCH + ")");
            var seconds = (System.nanoTime() - began) / 1e9;
            lean.check("COMPLETED", runs, 0, 3L * runs);
            return runs / seconds;
        }
    }
}
