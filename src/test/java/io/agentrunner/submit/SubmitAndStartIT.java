package io.agentrunner.submit;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.inside.ExecutionTest;
import io.agentrunner.inside.Sql;
import io.agentrunner.inside.TestNodes;
import io.agentrunner.run.ClaimedRun;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Runs that the storing statement also starts follow the rules of a claim, and look like claimed runs. */
class SubmitAndStartIT extends ExecutionTest {
    private static final String ROW =
            "select cast(to_jsonb(r) - array['id', 'project_id', 'created_at', 'run_at', 'started_at', 'attempt_started_at'] as text)"
                    + " from run r where id = ?";
    private static final String LOG =
            "select id || type || coalesce(payload, '') || attempt from event where run_id = ? order by id";

    @Inject
    private Submits submits;

    @Test
    void a_run_starts_as_a_claim_would_start_it() {
        var node = TestNodes.live();
        var claimed = submit(null, null);
        assertThat(claims.claim(node, 1)).extracting(ClaimedRun::id).containsExactly(claimed);

        var started = submitTo(node, null);

        assertThat(Sql.text(ROW, started)).isEqualTo(Sql.text(ROW, claimed));
        assertThat(Sql.texts(LOG, started)).isEqualTo(Sql.texts(LOG, claimed)).hasSize(2);
        assertThat(Sql.number(
                        "select count(*) from run where id = ? and started_at = attempt_started_at"
                                + " and started_at >= run_at",
                        started))
                .isEqualTo(1);
    }

    @Test
    void counters_know_it_as_running() {
        var before = runs.stats();
        submitTo(TestNodes.live(), null);
        assertThat(runs.stats().running()).isEqualTo(before.running() + 1);
        assertThat(runs.stats().queued()).isEqualTo(before.queued());
    }

    @Test
    void what_is_not_due_waits() {
        assertWaits(submitTo(TestNodes.live(), Instant.now().plusSeconds(3600)));
    }

    @Test
    void a_node_whose_lease_has_ended_starts_nothing() {
        assertWaits(submitTo(TestNodes.expired(), null));
    }

    @Test
    void a_node_that_was_marked_lost_starts_nothing() {
        assertWaits(submitTo(changed("lost_at = clock_timestamp()"), null));
    }

    @Test
    void a_node_that_was_asked_to_drain_starts_nothing() {
        assertWaits(submitTo(changed("drain_requested = true"), null));
    }

    @Test
    void a_node_that_is_not_there_starts_nothing() {
        assertWaits(submitTo(UUID.randomUUID(), null));
    }

    @Test
    void a_run_of_an_agent_that_the_node_lacks_waits() {
        assertWaits(submit(claims.offer(TestNodes.live(), List.of("noop", "sleep")), null));
    }

    private static UUID changed(String assignment) {
        var node = TestNodes.live();
        Sql.run("update node set " + assignment + " where id = ?", node);
        return node;
    }

    private static void assertWaits(long run) {
        assertThat(Sql.texts("select status || attempt || coalesce(cast(node as text), '') from run where id = ?", run))
                .isEqualTo(List.of("QUEUED0"));
        assertThat(Sql.texts("select type from event where run_id = ?", run)).containsExactly("RUN_CREATED");
    }

    private long submitTo(UUID node, Instant runAt) {
        return submit(claims.offer(node, List.of("gate")), runAt);
    }

    private long submit(Door.Offer offer, Instant runAt) {
        var door = offer == null ? Door.SHUT : new OfferedNode(offer);
        var run = Wanted.run("gate").name("a name").runAt(runAt).build();
        var stored = submits.submit(List.of(TestSubmits.of(run)), door);
        assertThat(stored.started().size() + stored.queued()).isEqualTo(1);
        return stored.answers().getFirst().ids().getFirst();
    }
}
