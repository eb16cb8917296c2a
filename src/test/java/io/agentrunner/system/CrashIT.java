package io.agentrunner.system;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.microshed.testing.jupiter.MicroShedTest;

/** A node that is killed with runs in flight. */
@MicroShedTest
@Nodes(
        count = 2,
        environment = {
            "WORKER_LEASE=4",
            "WORKER_HEARTBEAT=1",
            "WORKER_CHECK_INTERVAL=0.5",
            "WORKER_CONCURRENCY=200",
        })
class CrashIT {
    private final Cluster cluster = Cluster.current();

    @Test
    void two_hundred_runs_complete_though_the_node_of_most_of_them_is_killed() throws Exception {
        var api = cluster.api(0);
        var stepping = Batch.submit(cluster, api, 100, "\"options\":{\"step_seconds\":2}");
        var sleeping = Batch.submit(cluster, api, 100, "\"agent\":\"sleep\",\"options\":{\"seconds\":6}");
        var all = stepping.and(sleeping);
        all.await("status = 'RUNNING'");
        stepping.await("current_iteration >= 1");

        var lost = all.busiestNode();
        var killedAt = cluster.texts("select clock_timestamp()").getFirst();
        cluster.kill(cluster.process(lost));
        var held = all.count("status = 'RUNNING' and node = '" + lost + "'");
        assertThat(held).as("runs that the killed node held").isGreaterThanOrEqualTo(50);

        all.await("status = 'COMPLETED'");
        all.expect("losses = 1 and attempt = 2", held);
        all.expect("losses = 0 and attempt = 1", all.size() - held);
        all.expect("failures = 0", all.size());
        assertThat(all.events("type = 'RUN_RECOVERED' and cast(payload as json) ->> 'node' = '" + lost + "'"
                        + " and cast(cast(payload as json) ->> 'lease_until' as timestamptz) <= created_at"))
                .as("recoveries that name the node and the end of its lease, which was over")
                .isEqualTo(held);
        assertThat(cluster.number("select count(*) from event e where " + all.ours("run_id")
                        + " and type = 'RUN_RECOVERED' and cast(cast(payload as json) ->> 'iteration' as int) ="
                        + " (select count(*) from event b where b.run_id = e.run_id and b.id < e.id"
                        + " and b.type in ('AGENT_THINKING', 'PLAN_GENERATED', 'EXECUTING'))"))
                .as("recoveries that name the last committed iteration")
                .isEqualTo(held);
        assertThat(stepping.events("type in ('AGENT_THINKING', 'PLAN_GENERATED', 'EXECUTING')"))
                .as("iterations, none of them twice")
                .isEqualTo(3L * stepping.size());
        cluster.verify();
        Fault.tell("SIGKILL of a node", held, all.secondsUntilAllRanAgain(killedAt));
    }
}
