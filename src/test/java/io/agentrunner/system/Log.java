package io.agentrunner.system;

import static org.assertj.core.api.Assertions.assertThat;

/** What must hold of every log, whatever happened. */
final class Log {
    private Log() {}

    /** Each attempt was started once, attempts and event ids have no gap, and a run completes at most once. */
    static void assertSound(Cluster cluster) {
        assertThat(cluster.number("""
                        select count(*) from (
                          select run_id from event where type = 'RUN_STARTED' group by run_id, attempt having count(*) > 1
                        ) twice""")).as("attempts started twice").isZero();
        assertThat(cluster.number("""
                        select count(*) from (
                          select run_id from event group by run_id having count(*) <> max(id) or min(id) <> 1
                        ) gaps""")).as("logs with a gap").isZero();
        assertThat(cluster.number("""
                        select count(*) from run r
                        where r.last_event <> (select count(*) from event e where e.run_id = r.id)
                           or r.attempt <> (select count(*) from event e where e.run_id = r.id and e.type = 'RUN_STARTED')
                           or (r.status = 'COMPLETED') <>
                              ((select count(*) from event e where e.run_id = r.id and e.type = 'RUN_COMPLETED') = 1)""")).as("runs that their log does not tell").isZero();
    }
}
