package io.agentrunner.claim;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.inside.ExecutionTest;
import io.agentrunner.inside.RowLock;
import io.agentrunner.inside.Sql;
import io.agentrunner.inside.TestNodes;
import io.agentrunner.inside.TestProjects;
import io.agentrunner.inside.TestRuns;
import io.agentrunner.inside.Threads;
import io.agentrunner.journal.Held;
import io.agentrunner.run.ClaimedRun;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

class ClaimsIT extends ExecutionTest {
    @Test
    void three_concurrent_claimers_get_disjoint_runs_and_never_more_than_they_asked_for() {
        var random = new Random(7);
        var project = TestProjects.create();
        var nodes = List.of(TestNodes.live(), TestNodes.live(), TestNodes.live());
        for (var round = 0; round < 40; round++) {
            var queued = new HashSet<>(TestRuns.queued()
                    .project(project)
                    .priority(random.nextInt(3))
                    .save(random.nextInt(30)));
            var limits = nodes.stream().map(node -> 1 + random.nextInt(20)).toList();
            var works = new ArrayList<Callable<List<ClaimedRun>>>();
            for (var i = 0; i < nodes.size(); i++) {
                var node = nodes.get(i);
                var limit = limits.get(i);
                works.add(() -> claims.claim(node, limit));
            }

            var claimed = Threads.atOnce(works);

            var all = claimed.stream().flatMap(List::stream).map(ClaimedRun::id).toList();
            assertThat(all).as("round " + round).doesNotHaveDuplicates().isSubsetOf(queued);
            assertThat(all)
                    .hasSize(Math.min(
                            queued.size(),
                            limits.stream().mapToInt(Integer::intValue).sum()));
            for (var i = 0; i < nodes.size(); i++) {
                assertThat(claimed.get(i)).hasSizeLessThanOrEqualTo(limits.get(i));
                assertThat(claimed.get(i))
                        .allSatisfy(run -> assertThat(run.attempt()).isEqualTo(1));
            }
            assertThat(Sql.number("select count(*) from run where project_id = ? and status = 'RUNNING'", project))
                    .isEqualTo(all.size());
            // Removes the rest, so that it does not affect another round.
            Sql.run("delete from run where project_id = ?", project);
        }
    }

    @Test
    void a_claimer_never_changes_more_rows_than_it_asked_for_however_the_planner_joins() {
        var node = TestNodes.live();
        TestRuns.queued().project(TestProjects.create()).save(60);
        Sql.run("analyze run");
        for (var limit : List.of(1, 2, 7, 25)) {
            assertThat(claims.claim(node, limit)).hasSize(limit);
        }
        assertThat(Sql.number("select count(*) from run where node = ?", node)).isEqualTo(35);
    }

    @Test
    void higher_priority_goes_first_then_what_is_due_longest_then_what_came_first() {
        var project = TestProjects.create();
        var late = TestRuns.queued().project(project).due("-1 minute").save();
        var first = TestRuns.queued().project(project).due("-1 hour").save();
        var urgent = TestRuns.queued().project(project).priority(100).save();
        var low =
                TestRuns.queued().project(project).priority(-100).due("-1 day").save();
        var high = TestRuns.queued().project(project).priority(1).save();

        var claimed = new ArrayList<Long>();
        while (claimed.size() < 5) {
            claimed.addAll(claims.claim(TestNodes.live(), 2).stream()
                    .map(ClaimedRun::id)
                    .toList());
        }

        assertThat(claimed).containsExactly(urgent, high, first, late, low);
    }

    @Test
    void a_run_is_not_claimed_before_its_time_by_the_clock_of_the_database() {
        var later = TestRuns.queued().due("2 seconds").save();
        assertThat(claims.claim(TestNodes.live(), 10)).isEmpty();
        Sql.run("update run set run_at = clock_timestamp() where id = ?", later);
        assertThat(claims.claim(TestNodes.live(), 10))
                .extracting(ClaimedRun::id)
                .containsExactly(later);
    }

    @Test
    void a_node_without_a_live_lease_claims_nothing() {
        var run = TestRuns.queued().save();
        assertThat(claims.claim(TestNodes.expired(), 10)).isEmpty();
        assertThat(claims.claim(UUID.randomUUID(), 10)).isEmpty();
        assertThat(TestRuns.status(run)).isEqualTo("QUEUED");
        assertThat(claims.claim(TestNodes.live(), 10)).hasSize(1);
    }

    @Test
    void a_row_that_another_session_holds_is_passed_over_and_not_waited_for() {
        var project = TestProjects.create();
        var locked = TestRuns.queued().project(project).priority(9).save();
        var free = TestRuns.queued().project(project).save();
        RowLock.during(
                locked,
                () -> assertThat(claims.claim(TestNodes.live(), 10))
                        .extracting(ClaimedRun::id)
                        .containsExactly(free));
        assertThat(claims.claim(TestNodes.live(), 10))
                .extracting(ClaimedRun::id)
                .containsExactly(locked);
    }

    @Test
    void a_node_that_was_asked_to_drain_claims_nothing_even_if_it_does_not_know_yet() {
        TestRuns.clearQueue();
        var node = TestNodes.live();
        var run = TestRuns.queued().save();
        Sql.run("update node set drain_requested = true where id = ?", node);
        assertThat(claims.claim(node, 10)).isEmpty();
        assertThat(claims.claim(TestNodes.live(), 10)).extracting("id").containsExactly(run);
        assertThat(claims.release(java.util.UUID.fromString(Sql.text("select node from run where id = ?", run)), 10))
                .containsExactly(new AttemptId(run, 1));
        Sql.run("update node set drain_requested = false where id = ?", node);
        assertThat(claims.claim(node, 10)).extracting("id").containsExactly(run);
    }

    @Test
    void a_claim_tells_its_node_in_the_log_and_brings_all_that_an_agent_needs_to_go_on() {
        var node = TestNodes.live();
        var project = TestProjects.create();
        Sql.run("update project set local_path = 'here' where id = ?", project);
        var id = TestRuns.queued().project(project).agent("sleep").goal("go on").save();
        var first = Held.of(claims.claim(node, 1).getFirst());
        write(first.checkpoint(1, "{\"at\":1}"));
        assertThat(claims.release(node, 10)).hasSize(1);

        var again = claims.claim(node, 1).getFirst();

        assertThat(again)
                .isEqualTo(new ClaimedRun(
                        id,
                        2,
                        node,
                        project,
                        "here",
                        "sleep",
                        "go on",
                        "{}",
                        1,
                        "{\"at\":1}",
                        0,
                        0,
                        Duration.ofHours(1),
                        Optional.empty(),
                        again.sinceDue()));
        assertThat(again.sinceDue()).isBetween(0.0, 60.0);
        assertThat(Sql.rows(
                        "select attempt, payload from event where run_id = ? and type = 'RUN_STARTED' order by id", id))
                .containsExactly(
                        List.of(1, "{\"node\":\"" + node + "\"}"),
                        List.of(2, "{\"node\":\"" + node + "\",\"iteration\":1}"));
        TestRuns.assertLogHolds(id);
    }

    @Test
    void a_release_gives_back_what_the_node_holds_and_counts_no_failure() {
        var node = TestNodes.live();
        var held = TestRuns.running(node).save(3);
        var others = TestRuns.running(TestNodes.live()).save();
        assertThat(claims.held(node)).isNotEmpty();

        assertThat(claims.release(node, 2)).hasSize(2);
        assertThat(claims.held(node)).isNotEmpty();
        assertThat(claims.release(node, 2)).hasSize(1);
        assertThat(claims.release(node, 2)).isEmpty();

        assertThat(claims.held(node)).isEmpty();
        assertThat(held).allSatisfy(run -> {
            assertThat(Sql.rows("select status, failures, recoveries, attempt from run where id = ?", run))
                    .containsExactly(List.of("QUEUED", 0, 0, 1));
            assertThat(TestRuns.log(run)).containsExactly("RUN_CREATED", "RUN_STARTED", "RUN_RELEASED");
            TestRuns.assertLogHolds(run);
        });
        assertThat(TestRuns.status(others)).isEqualTo("RUNNING");
    }

    @Test
    void a_release_pauses_what_was_asked_to_pause_and_its_log_replays_to_that() {
        var node = TestNodes.live();
        var run = TestRuns.running(node).pauseRequested().save();
        assertThat(claims.release(node, 10)).hasSize(1);
        assertThat(TestRuns.status(run)).isEqualTo("PAUSED");
        assertThat(TestRuns.log(run)).containsExactly("RUN_CREATED", "RUN_STARTED", "RUN_RELEASED", "RUN_PAUSED");
        assertThat(Sql.text("select pause_requested from run where id = ?", run))
                .isEqualTo("false");
        TestRuns.assertLogHolds(run);
    }

    @Test
    void a_release_passes_over_a_row_that_an_operator_holds() {
        var node = TestNodes.live();
        var run = TestRuns.running(node).save();
        RowLock.during(run, () -> {
            assertThat(claims.release(node, 10)).isEmpty();
            assertThat(claims.held(node)).isNotEmpty();
        });
        assertThat(claims.release(node, 10)).hasSize(1);
    }
}
