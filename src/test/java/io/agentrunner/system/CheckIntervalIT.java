package io.agentrunner.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.microshed.testing.jupiter.MicroShedTest;

/** A run that becomes due by itself: nobody tells the workers, so it waits until a tick. */
@MicroShedTest
@Nodes(environment = "WORKER_ENABLED=false")
class CheckIntervalIT {
    private final Cluster cluster = Cluster.current();

    @Test
    void a_run_that_becomes_due_is_found_at_the_next_tick_of_a_node_that_is_enabled() throws Exception {
        var api = cluster.api(0);
        assertThat(api.get("/worker/status").body().get("running").asBoolean()).isFalse();
        assertThat(api.post("/worker/process").status()).isEqualTo(202);

        var slow = cluster.add(Map.of("WORKER_ENABLED", "true", "WORKER_CHECK_INTERVAL", "4"));
        var slowGap = secondsBetweenStartsOfRunsPostedOneAfterTheOther(api, 2);
        cluster.stop(slow);
        assertThat(slowGap).as("seconds between starts at an interval of 4 s").isBetween(3.0, 6.0);

        cluster.add(Map.of("WORKER_ENABLED", "true", "WORKER_CHECK_INTERVAL", "0.2"));
        var fastGap = secondsBetweenStartsOfRunsPostedOneAfterTheOther(api, 10);
        assertThat(fastGap).as("seconds between starts at an interval of 0.2 s").isBetween(0.1, 1.5);
        assertThat(cluster.api(1)
                        .get("/worker/status")
                        .body()
                        .get("check_interval")
                        .asDouble())
                .isEqualTo(0.2);
    }

    /** The first start sets the clock; each run is posted right after the one before it started. */
    private double secondsBetweenStartsOfRunsPostedOneAfterTheOther(Api api, int runs) {
        var first = startedRun(api);
        var last = first;
        for (var i = 0; i < runs; i++) {
            last = startedRun(api);
        }
        return cluster.number(
                        "select cast(extract(epoch from b.started_at - a.started_at) * 1000 as bigint) from run a, run b where a.id = "
                                + first + " and b.id = " + last)
                / 1000.0
                / runs;
    }

    private static long startedRun(Api api) {
        var soon = Instant.now().plusMillis(50);
        var run = api.submit("\"agent\":\"noop\",\"run_at\":\"" + soon + "\"");
        api.awaitStatus(run, "COMPLETED", Duration.ofSeconds(20));
        return run;
    }
}
