package io.agentrunner.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.inside.Await;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.microshed.testing.jupiter.MicroShedTest;

/** An administrator, or a failover, ends all sessions of the nodes repeatedly. */
@Tag("chaos")
@MicroShedTest
@Nodes(
        count = 2,
        environment = {
            "WORKER_LEASE=6",
            "WORKER_HEARTBEAT=1",
            "WORKER_CHECK_INTERVAL=0.5",
            "WORKER_CONCURRENCY=100",
        })
class SessionsKilledIT {
    private static final int TIMES = 10;
    private final Cluster cluster = Cluster.current();

    @Test
    void runs_complete_once_while_every_session_is_terminated_ten_times() throws Exception {
        var runs = Batch.submit(cluster, cluster.api(0), 400, "\"options\":{\"step_seconds\":0.7}");
        runs.await("status = 'RUNNING'", 150);
        var inFlight = runs.count("status = 'RUNNING'");
        var before = cluster.texts("select clock_timestamp()").getFirst();
        var killed = 0L;
        var traffic = Traffic.on(cluster.nodes());
        try (traffic) {
            for (var i = 0; i < TIMES; i++) {
                var iterations = runs.events("type not like 'RUN%'");
                killed += cluster.number(
                        "select count(pg_terminate_backend(pid)) from pg_stat_activity where pid <> pg_backend_pid()"
                                + " and backend_type = 'client backend' and application_name like 'agent-runner%'");
                // The next one follows when work continues.
                Await.until(
                        () -> runs.events("type not like 'RUN%'") > iterations
                                || runs.count("status = 'COMPLETED'") == 400,
                        Duration.ofSeconds(20),
                        () -> "no iteration was committed");
            }
            runs.await("status = 'COMPLETED'");
        }
        assertThat(killed).as("terminated sessions").isGreaterThan(2L * TIMES);
        assertThat(traffic.wrong())
                .as("answers that are neither 2xx nor an honest 503")
                .isEmpty();
        assertThat(traffic.answers(201)).isPositive();
        Listeners.await(cluster, 2);
        runs.expect("failures = 0", runs.size());
        assertThat(runs.events("type in ('AGENT_THINKING', 'PLAN_GENERATED', 'EXECUTING')"))
                .as("iterations, none of them twice")
                .isEqualTo(3L * runs.size());
        cluster.verify();
        System.out.println("chaos: sessions terminated " + killed + ", answers " + traffic + ", recoveries "
                + runs.count("losses > 0"));
        Fault.tell(TIMES + " times all sessions terminated", inFlight, runs.secondsOfLongestSilence(before));
    }
}
