package io.agentrunner.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.agent.Iteration;
import io.agentrunner.claim.Recovery;
import io.agentrunner.inside.Await;
import io.agentrunner.inside.Gate;
import io.agentrunner.inside.Sql;
import io.agentrunner.inside.TestNodes;
import io.agentrunner.inside.TestRuns;
import io.agentrunner.inside.TestWorker;
import io.agentrunner.run.Retry;
import io.agentrunner.submit.TestSubmits;
import io.agentrunner.submit.Wanted;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The worker polls when runs come due, although the check interval is an hour here. */
class WakeUpsIT extends WorkerTest {
    private static final Retry IN_A_SECOND = new Retry(BigDecimal.valueOf(1), BigDecimal.ONE, BigDecimal.valueOf(1));

    @Inject
    private Recovery recovery;

    @BeforeEach
    void no_ticks() {
        TestWorker.off();
        TestWorker.onWithoutTicks();
        Await.until("the interval is long", () -> settings.checkInterval().toSeconds() == 3600);
    }

    /** Returns the seconds from the due time of a run to the begin of its attempt. */
    private static double lateness(long run) {
        return ((Number) Sql.rows("select date_part('epoch', attempt_started_at - run_at) from run where id = ?", run)
                        .getFirst()
                        .getFirst())
                .doubleValue();
    }

    @Test
    void a_run_that_waits_for_a_time_goes_on_at_that_time() {
        var run = submit(1, null, null);
        started(run, 1).begin(context -> context.waitFor(Duration.ofMillis(1500), Iteration.silent()));
        started(run, 2);
        assertThat(lateness(run)).isBetween(0.0, 1.0);
        Gate.of(run).finish(null);
        awaitStatus(run, "COMPLETED");
    }

    @Test
    void a_failed_attempt_is_retried_at_its_time() {
        var run = submit(2, null, IN_A_SECOND);
        started(run, 1).fail("once");
        started(run, 2).finish(null);
        awaitStatus(run, "COMPLETED");
        assertThat(lateness(run)).isBetween(0.0, 1.0);
    }

    @Test
    void the_earliest_of_several_is_not_overslept() {
        var later = submitDue("2 seconds");
        var sooner = submitDue("1 second");
        started(sooner, 1).finish(null);
        started(later, 1).finish(null);
        awaitStatus(later, "COMPLETED");
        assertThat(lateness(sooner)).isBetween(0.0, 0.9);
        assertThat(lateness(later)).isBetween(0.0, 0.9);
    }

    private long submitDue(String fromNow) {
        var time = Sql.text(
                "select to_char((now() + cast(? as interval)) at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')",
                fromNow);
        return TestSubmits.submit(
                        intake, Wanted.run("gate").runAt(Instant.parse(time)).build())
                .getFirst();
    }

    @Test
    void runs_of_a_lost_node_are_looked_for_as_soon_as_they_are_recovered() {
        var run = TestRuns.running(TestNodes.expired()).agent("gate").save();
        recovery.markLostNodes();
        recovery.recover(1000);
        started(run, 2).finish(null);
        awaitStatus(run, "COMPLETED");
    }
}
