package io.agentrunner.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.claim.Recovery;
import io.agentrunner.inside.Await;
import io.agentrunner.inside.ContainerTest;
import io.agentrunner.inside.Sql;
import io.agentrunner.inside.TestNodes;
import io.agentrunner.inside.TestRuns;
import io.agentrunner.node.DrainRequest;
import io.agentrunner.node.Nodes;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.inject.Inject;
import jakarta.transaction.UserTransaction;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A process that becomes another node, against every change of the old node's row, in both orders. */
class RejoinIT extends ContainerTest {
    private final UUID next = UUID.randomUUID();

    @Inject
    private Nodes nodes;

    @Inject
    private Recovery recovery;

    @Resource
    private UserTransaction transaction;

    @Resource
    private ManagedExecutorService others;

    @AfterEach
    void the_new_node_leaves() {
        nodes.leave(next);
    }

    @Test
    void the_runs_of_the_node_before_are_recovered_at_once_though_its_lease_had_not_ended() {
        var old = TestNodes.live();
        var run = TestRuns.running(old).save();
        assertThat(nodes.join(next, old, false).endedBefore()).isTrue();
        Await.until("the run is recovered", () -> {
            recovery.recover(100);
            return TestRuns.status(run).equals("QUEUED");
        });
        assertThat(Sql.text("select type from event where run_id = ? order by id desc limit 1", run))
                .isEqualTo("RUN_RECOVERED");
        assertThat(nodes.live(old)).isEmpty();
    }

    @Test
    void a_drain_that_was_committed_before_is_taken_over() throws Exception {
        var old = TestNodes.live();
        var joined = whileUncommitted(
                () -> assertThat(nodes.requestDrain(old, true)).isPresent(), () -> nodes.join(next, old, false));
        assertThat(joined.request().requested()).isTrue();
    }

    @Test
    void a_drain_that_comes_after_finds_the_node_lost() throws Exception {
        var old = TestNodes.live();
        var asked = whileUncommitted(() -> nodes.join(next, old, false), () -> nodes.requestDrain(old, true));
        assertThat(asked).isEmpty();
        assertThat(nodes.drainRequest(next)).contains(new DrainRequest(false, 0));
    }

    @Test
    void a_renewal_that_comes_after_changes_nothing() throws Exception {
        var old = TestNodes.live();
        var renewed = whileUncommitted(() -> nodes.join(next, old, false), () -> nodes.renew(old, 0, false));
        assertThat(renewed).isEmpty();
    }

    @Test
    void a_renewal_that_was_committed_before_does_not_keep_the_node_alive() throws Exception {
        var old = TestNodes.live();
        whileUncommitted(() -> assertThat(nodes.renew(old, 0, false)).isPresent(), () -> nodes.join(next, old, false));
        assertThat(nodes.renew(old, 0, false)).isEmpty();
        assertThat(nodes.live(old)).isEmpty();
    }

    @Test
    void a_node_that_somebody_else_marked_lost_stays_as_it_was_marked() throws Exception {
        var old = TestNodes.expired();
        whileUncommitted(() -> assertThat(recovery.markLostNodes()).contains(old), () -> nodes.join(next, old, false));
        var marked = Sql.text("select cast(lost_at as text) from node where id = ?", old);
        nodes.join(UUID.randomUUID(), old, false);
        assertThat(Sql.text("select cast(lost_at as text) from node where id = ?", old))
                .isEqualTo(marked);
        assertThat(nodes.live(next)).isPresent();
    }

    @Test
    void who_looks_for_lost_nodes_passes_over_one_that_is_being_marked() throws Exception {
        var old = TestNodes.expired();
        transaction.begin();
        try {
            nodes.join(next, old, false);
            assertThat(others.submit(() -> recovery.markLostNodes()).get(20, TimeUnit.SECONDS))
                    .doesNotContain(old);
            transaction.commit();
        } finally {
            rollback();
        }
        assertThat(recovery.markLostNodes()).doesNotContain(old);
    }

    /** Runs the second action while the first is not committed, so that it waits for the row. Then commits. */
    private <T> T whileUncommitted(Runnable first, Callable<T> second) throws Exception {
        transaction.begin();
        try {
            first.run();
            var waiting = others.submit(second);
            Await.until(
                    "the second waits for the first",
                    () -> Sql.number("select count(*) from pg_stat_activity where wait_event_type = 'Lock'"
                                    + " and query like '%node%' and cardinality(pg_blocking_pids(pid)) > 0")
                            > 0);
            transaction.commit();
            return waiting.get(20, TimeUnit.SECONDS);
        } finally {
            rollback();
        }
    }

    private void rollback() throws Exception {
        if (transaction.getStatus() == jakarta.transaction.Status.STATUS_ACTIVE) {
            transaction.rollback();
        }
    }
}
