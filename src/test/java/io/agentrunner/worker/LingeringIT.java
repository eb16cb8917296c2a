package io.agentrunner.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.agent.RunContext;
import io.agentrunner.inside.Await;
import io.agentrunner.inside.Gate;
import io.agentrunner.inside.Sql;
import io.agentrunner.inside.TestRuns;
import jakarta.inject.Inject;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Agents that ignore their interruption. */
class LingeringIT extends WorkerTest {
    private static final String SLOTS = "worker.linger.slots";

    @Inject
    private Slots slots;

    private final CountDownLatch goOn = new CountDownLatch(1);

    @AfterEach
    void the_agents_end() {
        goOn.countDown();
        Await.until("no agent lingers", () -> running.lingering().isEmpty());
        System.clearProperty(SLOTS);
        Await.until("as many slots as before", () -> settings.lingerSlots() == 10);
    }

    private Object deaf(RunContext context) {
        while (goOn.getCount() > 0) {
            try {
                goOn.await();
            } catch (InterruptedException e) {
                // Ignores the interruption.
            }
        }
        return null;
    }

    private long lingers(int attempts) {
        var run = submit(attempts, 1, AT_ONCE);
        started(run, 1).begin(this::deaf);
        Await.until("its attempt is over", () -> TestRuns.log(run).contains("RUN_TIMED_OUT"));
        Await.until("it lingers", () -> running.lingering().stream().anyMatch(one -> one.runId() == run));
        return run;
    }

    @Test
    void an_attempt_that_was_given_up_keeps_its_slot_until_its_agent_has_ended() {
        var run = lingers(1);
        assertThat(running.find(run)).isEmpty();
        assertThat(slots.used()).isEqualTo(1);
        assertThat(slots.heldBack()).hasValueSatisfying(why -> assertThat(why).contains("abandoned"));
        assertThat(running.lingering().getFirst().thread().place()).contains("LingeringIT");
        goOn.countDown();
        Gate.of(run).finish(null);
        Await.until("its slot is free", () -> slots.used() == 0);
        assertThat(TestRuns.log(run)).containsExactly("RUN_CREATED", "RUN_STARTED", "RUN_TIMED_OUT", "RUN_FAILED");
    }

    @Test
    void beyond_worker_linger_slots_the_slot_is_free_so_that_the_node_goes_on() {
        System.setProperty(SLOTS, "1");
        Await.until("one slot may be kept", () -> settings.lingerSlots() == 1);
        var one = lingers(1);
        var other = lingers(1);
        assertThat(running.lingering()).hasSize(2);
        assertThat(slots.used()).isEqualTo(1);
        goOn.countDown();
        Gate.of(one).finish(null);
        Gate.of(other).finish(null);
    }

    @Test
    void the_next_attempt_of_its_run_does_not_begin_beside_it_on_this_node() {
        var run = lingers(3);
        var released = "select payload from event where run_id = ? and type = 'RUN_RELEASED' order by id limit 1";
        Await.until(
                "the next attempt is given back",
                () -> !Sql.texts(released, run).isEmpty());
        assertThat(Sql.text(released, run))
                .contains("an older attempt of the run has not ended on this node")
                .doesNotContain("given_back");
        assertThat(Sql.number("select given_back from run where id = ?", run)).isZero();
        assertThat(Sql.number("select failures from run where id = ?", run)).isEqualTo(1);
        assertThat(Sql.number("select extract(epoch from run_at - now()) from run where id = ?", run))
                .as("seconds until it is tried again")
                .isBetween(2L, 300L);
        Gate.of(run).awaitAttempt(1);
        assertThat(running.lingering()).extracting(Attempt::attempt).containsExactly(1);

        goOn.countDown();
        Gate.of(run).finish(null);
        Await.until("the old attempt has ended", () -> running.lingering().isEmpty());
        Sql.run("update run set run_at = now() where id = ? and status = 'QUEUED'", run);
        var again = Gate.of(run).awaitAttempt(3);
        again.finish(null);
        awaitStatus(run, "COMPLETED");
    }
}
