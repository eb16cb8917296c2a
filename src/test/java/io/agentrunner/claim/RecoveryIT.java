package io.agentrunner.claim;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.inside.Await;
import io.agentrunner.inside.ExecutionTest;
import io.agentrunner.inside.Queries;
import io.agentrunner.inside.RowLock;
import io.agentrunner.inside.Sql;
import io.agentrunner.inside.TestNodes;
import io.agentrunner.inside.TestRuns;
import io.agentrunner.inside.Threads;
import io.agentrunner.journal.Held;
import io.agentrunner.journal.Written;
import io.agentrunner.node.Nodes;
import io.agentrunner.run.ClaimedRun;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * Invariants 6, 8 and 10: runs of lost nodes continue, and runs of live nodes stay untouched, however many nodes do the
 * recovery and however often.
 */
class RecoveryIT extends ExecutionTest {
    @Inject
    private Recovery recovery;

    @Inject
    private Nodes nodes;

    private void recover() {
        recovery.markLostNodes();
        recovery.recover(1000);
    }

    @Test
    void runs_of_a_node_whose_lease_ended_are_queued_again_and_the_log_says_why() {
        var node = TestNodes.live();
        var run = TestRuns.running(node).save();
        var other = TestRuns.running(TestNodes.live()).save();
        Sql.run("update run set current_iteration = 3 where id = ?", run);
        Sql.run("update node set lease_until = now() - interval '1 second' where id = ?", node);
        recover();
        assertThat(Sql.rows("select status, recoveries, failures, attempt from run where id = ?", run))
                .containsExactly(List.of("QUEUED", 1, 0, 1));
        assertThat(TestRuns.log(run)).containsExactly("RUN_CREATED", "RUN_STARTED", "RUN_RECOVERED");
        assertThat(Sql.text("select payload from event where run_id = ? and type = 'RUN_RECOVERED'", run))
                .contains(node.toString())
                .contains("lease_until")
                .contains("\"iteration\" : 3");
        assertThat(TestRuns.status(other)).isEqualTo("RUNNING");
        TestRuns.assertLogHolds(run);
    }

    @Test
    void a_run_whose_node_is_not_even_known_any_more_is_recovered_too() {
        var run = TestRuns.running(UUID.randomUUID()).save();
        recover();
        assertThat(TestRuns.status(run)).isEqualTo("QUEUED");
    }

    @Test
    void a_lost_run_that_was_asked_to_pause_pauses() {
        var run = TestRuns.running(TestNodes.expired()).pauseRequested().save();
        recover();
        assertThat(TestRuns.status(run)).isEqualTo("PAUSED");
        assertThat(TestRuns.log(run)).endsWith("RUN_RECOVERED", "RUN_PAUSED");
        TestRuns.assertLogHolds(run);
    }

    @Test
    void a_run_that_lost_too_many_nodes_fails_visibly() {
        var run = TestRuns.running(TestNodes.expired()).save();
        Sql.run("update run set recoveries = 5 where id = ?", run);
        recover();
        assertThat(Sql.rows("select status, recoveries, failures from run where id = ?", run))
                .containsExactly(List.of("FAILED", 6, 0));
        assertThat(Sql.text("select error from run where id = ?", run)).contains("Quarantined");
        assertThat(TestRuns.log(run)).endsWith("RUN_RECOVERED", "RUN_FAILED");
        TestRuns.assertLogHolds(run);
    }

    @Test
    void an_explicit_retry_gives_a_quarantined_run_its_whole_budget_of_lost_nodes_again() {
        var run = TestRuns.running(TestNodes.expired()).save();
        Sql.run("update run set recoveries = 5 where id = ?", run);
        recover();
        assertThat(TestRuns.status(run)).isEqualTo("FAILED");
        assertThat(runs.retry(run, "tester").recoveries()).isZero();
        for (var lost = 1; lost <= 5; lost++) {
            loseTheNodeThatClaims(run);
            assertThat(Sql.rows("select status, recoveries from run where id = ?", run))
                    .containsExactly(List.of("QUEUED", lost));
        }
        loseTheNodeThatClaims(run);
        assertThat(TestRuns.status(run)).isEqualTo("FAILED");
        TestRuns.assertLogHolds(run);
    }

    private void loseTheNodeThatClaims(long run) {
        var node = TestNodes.live();
        assertThat(claims.claim(node, 10)).extracting(ClaimedRun::id).containsExactly(run);
        Sql.run("update node set lease_until = now() - interval '1 second' where id = ?", node);
        recover();
    }

    @Test
    void nodes_that_recover_at_once_take_up_each_run_once() {
        var runs = TestRuns.running(TestNodes.expired()).save(40);
        Threads.atOnce(java.util.Collections.nCopies(4, () -> {
            recover();
            return null;
        }));
        recover();
        assertThat(runs).allSatisfy(run -> {
            assertThat(TestRuns.log(run)).containsExactly("RUN_CREATED", "RUN_STARTED", "RUN_RECOVERED");
            TestRuns.assertLogHolds(run);
        });
    }

    @Test
    void a_node_whose_lease_ended_writes_and_claims_nothing_though_nobody_recovered_its_runs_yet() {
        var node = TestNodes.live();
        var held = new Held(TestRuns.running(node).save(), 1, node);
        Sql.run("update node set lease_until = now() where id = ?", node);
        var before = TestRuns.everything(held.run());
        assertThat(write(held.iterate(1, "TOO_LATE"))).isInstanceOf(Written.Lost.class);
        assertThat(write(held.complete())).isInstanceOf(Written.Lost.class);
        assertThat(TestRuns.everything(held.run())).isEqualTo(before);
        TestRuns.queued().save();
        assertThat(claims.claim(node, 10)).isEmpty();
        TestRuns.clearQueue();
    }

    @Test
    void a_lease_that_ended_or_was_marked_lost_cannot_be_renewed() {
        assertThat(nodes.renew(TestNodes.live(), 0, false)).isPresent();
        assertThat(nodes.renew(TestNodes.expired(), 0, false)).isEmpty();
        var lost = TestNodes.live();
        Sql.run("update node set lost_at = now() where id = ?", lost);
        assertThat(nodes.renew(lost, 0, false)).isEmpty();
    }

    @Test
    void a_renewal_that_commits_first_keeps_the_node_and_a_mark_that_commits_first_keeps_it_lost() throws SQLException {
        var renewed = TestNodes.expired();
        duringAChange("update node set lease_until = now() + interval '1 hour' where id = ?", renewed, () -> {
            // Skipped, since another session holds the row.
            Threads.get(Threads.start(recovery::markLostNodes));
        });
        recovery.markLostNodes();
        assertThat(Sql.text("select lost_at from node where id = ?", renewed)).isNull();

        var marked = TestNodes.live();
        var renewal = new java.util.concurrent.Future<?>[1];
        duringAChange("update node set lost_at = now() where id = ?", marked, () -> {
            renewal[0] = Threads.start(() -> nodes.renew(marked, 0, false));
            Await.until(
                    "the renewal is parked on the row",
                    () -> Sql.number(
                                    "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and query ilike '%update node%lease_until%'")
                            > 0);
        });
        assertThat((java.util.Optional<?>) Threads.get(renewal[0]))
                .as("renewed")
                .isEmpty();
    }

    /** Runs in its own session, which commits when the work is done. */
    private static void duringAChange(String sql, UUID node, Runnable work) throws SQLException {
        try (var session = Sql.connect()) {
            session.setAutoCommit(false);
            Sql.run(session, sql, node);
            work.run();
            session.commit();
        }
    }

    /**
     * A cursor has the snapshot of its opening and locks a row when it is fetched. So the run moves to another node in
     * between, as it may between the snapshot of a statement and its locks.
     */
    @Test
    void a_run_that_went_to_a_node_which_entered_since_the_snapshot_is_left_alone() throws SQLException {
        var run = TestRuns.running(UUID.randomUUID()).save();
        try (var session = Sql.connect()) {
            session.setAutoCommit(false);
            Sql.run(session, "declare orphans cursor for " + Queries.text("Run.lockOrphans", 1_000_000));
            recover();
            var entered = TestNodes.live();
            assertThat(claims.claim(entered, 10)).extracting(ClaimedRun::id).containsExactly(run);

            assertThat(Sql.rows(session, "fetch all from orphans"))
                    .as("taken for an orphan by the old snapshot")
                    .contains(List.of(run));
            assertThat(Sql.rows(session, Queries.text("Run.recover", "array[" + run + "]", 5)))
                    .isEmpty();
            session.commit();
            assertThat(Sql.rows("select status, cast(node as text), recoveries from run where id = ?", run))
                    .containsExactly(List.of("RUNNING", entered.toString(), 1));
        }
        TestRuns.assertLogHolds(run);
    }

    @Test
    void a_committed_iteration_forgives_the_losses_before_it() {
        var held = Held.running();
        Sql.run("update run set recoveries = 4 where id = ?", held.run());
        write(held.failAt(0));
        assertThat(runs.find(held.run()).recoveries())
                .as("a failure forgives nothing")
                .isEqualTo(4);
        Sql.run("update run set run_at = now() where id = ?", held.run());
        var next = Held.of(claims.claim(TestNodes.live(), 1).getFirst());
        write(next.iterate(1, "STEP"));
        assertThat(runs.find(held.run()).recoveries()).isZero();
    }

    @Test
    void a_pause_that_a_recovery_meets_has_its_actor() {
        var node = TestNodes.live();
        var run = TestRuns.running(node).save();
        runs.pause(run, "tester");
        Sql.run("update node set lease_until = now() - interval '1 second' where id = ?", node);
        recover();
        assertPausedBy("tester", run);
    }

    @Test
    void a_pause_that_a_release_meets_has_its_actor() {
        var node = TestNodes.live();
        var released = TestRuns.running(node).save();
        runs.pause(released, "tester");
        claims.release(node, 10);
        assertPausedBy("tester", released);
        var givenBack = Held.running();
        runs.pause(givenBack.run(), "tester");
        claims.giveBack(
                givenBack.node(),
                List.of(new AttemptId(givenBack.run(), 1)),
                GivenBack.Reason.NOT_EXECUTED,
                Duration.ZERO);
        assertPausedBy("tester", givenBack.run());
    }

    @Test
    void a_pause_that_a_write_meets_has_its_actor_and_only_that_event() {
        var held = Held.running();
        runs.pause(held.run(), "tester");
        write(held.iterate(1, "STEP"));
        assertPausedBy("tester", held.run());
        var fails = Held.running();
        runs.pause(fails.run(), "first");
        runs.resume(fails.run(), "first");
        runs.pause(fails.run(), "second");
        write(fails.failAndRetry());
        assertPausedBy("second", fails.run());
    }

    private static void assertPausedBy(String actor, long run) {
        assertThat(TestRuns.status(run)).isEqualTo("PAUSED");
        assertThat(Sql.texts("select type || ' ' || actor from event where run_id = ? and actor is not null", run))
                .containsExactly("RUN_PAUSED " + actor);
    }

    @Test
    void nodes_lost_an_hour_ago_are_forgotten_a_bounded_number_at_a_time_and_a_locked_one_is_passed_over()
            throws SQLException {
        recovery.forgetLostNodes(1000);
        var lost = java.util.stream.Stream.generate(TestNodes::expired).limit(3).toList();
        lost.forEach(node -> Sql.run("update node set lost_at = now() - interval '2 hours' where id = ?", node));
        recovery.forgetLostNodes(1);
        assertThat(remaining(lost)).isEqualTo(2);
        try (var session = Sql.connect()) {
            session.setAutoCommit(false);
            Sql.run(session, "select 1 from node where lost_at < now() - interval '1 hour' limit 1 for update");
            Threads.get(Threads.start(() -> {
                recovery.forgetLostNodes(1000);
                return null;
            }));
            assertThat(remaining(lost)).isEqualTo(1);
            session.rollback();
        }
        recovery.forgetLostNodes(1000);
        assertThat(remaining(lost)).isZero();
    }

    private static long remaining(List<UUID> nodes) {
        return Sql.number("select count(*) from node where id = any (?)", (Object) nodes.toArray(UUID[]::new));
    }

    @Test
    void the_time_out_of_a_locked_row_is_not_found_until_it_is_free() {
        var run = TestRuns.running(TestNodes.live()).save();
        Sql.run(
                "update run set timeout_seconds = 1, attempt_started_at = now() - interval '10 seconds' where id = ?",
                run);
        RowLock.during(
                run,
                () -> assertThat(recovery.overdue(1000, 1))
                        .extracting(found -> found.write().runId())
                        .doesNotContain(run));
        assertThat(recovery.overdue(1000, 1))
                .extracting(found -> found.write().runId())
                .contains(run);
        runs.stop(run, "tester");
    }
}
