package io.agentrunner.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.claim.Claims;
import io.agentrunner.inside.Await;
import io.agentrunner.inside.ContainerTest;
import io.agentrunner.inside.Sql;
import io.agentrunner.inside.TestNodes;
import io.agentrunner.inside.TestProjects;
import io.agentrunner.inside.TestRuns;
import io.agentrunner.inside.Threads;
import io.agentrunner.submit.Intake;
import io.agentrunner.submit.SubmitRun;
import io.agentrunner.submit.TestSubmits;
import io.agentrunner.submit.Wanted;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CountersIT extends ContainerTest {
    @Inject
    private Runs runs;

    @Inject
    private Intake intake;

    @Inject
    private Claims claims;

    @Inject
    private CountTimer timer;

    @BeforeEach
    void nothing_is_queued() {
        TestRuns.clearQueue();
    }

    @Test
    void stats_are_exact_after_many_changes_at_once_and_however_far_they_are_folded() {
        var project = TestProjects.create();
        var works = new ArrayList<Callable<Void>>();
        for (var thread = 0; thread < 4; thread++) {
            var random = new Random(thread);
            works.add(() -> {
                var mine = new ArrayList<>(TestSubmits.submit(
                        intake, java.util.Collections.nCopies(25, goal(project)).toArray(SubmitRun[]::new)));
                for (var i = 0; i < 60; i++) {
                    act(random.nextInt(6), mine.get(random.nextInt(mine.size())));
                }
                return null;
            });
        }
        works.add(() -> {
            for (var i = 0; i < 40; i++) {
                runs.foldCounts();
                assertThat(runs.stats().queued()).isNotNegative();
            }
            return null;
        });

        Threads.atOnce(works);

        var some = List.of(Set.of(project), Set.of(1L), Set.of(project, 1L), Set.of(Long.MAX_VALUE), Set.<Long>of());
        assertCounted();
        some.forEach(this::assertCounted);
        Await.until("all is folded", () -> {
            timer.fold();
            return Sql.number("select count(*) from run_count_change") == 0;
        });
        assertCounted();
        some.forEach(this::assertCounted);
        assertThat(counted().stopped()).isPositive();
        assertThat(counted().paused()).isPositive();
        assertThat(counted().running()).isPositive();
    }

    private void act(int what, long run) {
        try {
            switch (what) {
                case 0 -> runs.pause(run, "tester");
                case 1 -> runs.resume(run, "tester");
                case 2 -> runs.stop(run, "tester");
                case 3 -> runs.retry(run, "tester");
                case 4 -> claims.claim(TestNodes.live(), 3);
                default ->
                    Sql.run(
                            "delete from run where id = ?",
                            TestSubmits.submit(intake, goal(1)).getFirst());
            }
        } catch (io.agentrunner.platform.problem.ProblemException refused) {
            // Not in that status, so the next one is tried.
        }
    }

    private static SubmitRun goal(long project) {
        return Wanted.run().project(project).build();
    }

    private static Stats counted() {
        return counted("");
    }

    private static Stats counted(String where, Object... parameters) {
        var row = Sql.rows(
                        "select count(*) filter (where status = 'QUEUED' and date_trunc('second', run_at) <= now()),"
                                + " count(*) filter (where status = 'QUEUED' and date_trunc('second', run_at) > now()), count(*) filter (where status = 'RUNNING'),"
                                + " count(*) filter (where status = 'PAUSED'), count(*) filter (where status = 'COMPLETED'),"
                                + " count(*) filter (where status = 'FAILED'), count(*) filter (where status = 'STOPPED') from run"
                                + where,
                        parameters)
                .getFirst()
                .stream()
                .map(n -> (long) n)
                .toList();
        return new Stats(row.get(0), row.get(1), row.get(2), row.get(3), row.get(4), row.get(5), row.get(6), 0, 0, 0);
    }

    @Test
    void the_oldest_queued_run_is_found_at_any_priority_and_future_ones_do_not_wait() {
        assertThat(runs.stats().oldestQueuedSeconds()).isZero();
        for (var priority : List.of(100, 3, -100)) {
            TestRuns.queued().priority(priority).due("-10 seconds").save();
        }
        assertThat(runs.stats().oldestQueuedSeconds()).isBetween(10L, 60L);
        TestRuns.queued().priority(-7).due("-1 hour").save();
        assertThat(runs.stats().oldestQueuedSeconds()).isBetween(3600L, 3660L);
    }

    @Test
    void the_stats_of_some_projects_are_of_their_runs_alone() {
        var agent = "ghost-" + java.util.UUID.randomUUID();
        var mine = TestProjects.create();
        var other = TestProjects.create();
        TestRuns.queued().project(other).due("-1 hour").save(1200);
        TestRuns.queued().project(other).due("2 hours").save(3);
        TestRuns.queued().project(mine).due("-10 seconds").save(2);
        TestRuns.queued().project(mine).agent(agent).due("-20 seconds").save();
        TestRuns.queued().project(mine).due("1 hour").save(4);
        for (var folded = 0; folded < 2; folded++) {
            var stats = runs.stats(Set.of(mine));
            assertThat(stats.queued()).isEqualTo(3);
            assertThat(stats.scheduled()).isEqualTo(4);
            assertThat(stats.oldestQueuedSeconds()).isBetween(20L, 60L);
            assertThat(stats.unclaimable()).isEqualTo(1);
            var both = runs.stats(Set.of(mine, other));
            assertThat(both.queued()).isEqualTo(1203);
            assertThat(both.scheduled()).isEqualTo(7);
            assertThat(both.oldestQueuedSeconds()).isBetween(3600L, 3660L);
            assertThat(both.unclaimable()).isEqualTo(1);
            assertThat(runs.stats(Set.of())).isEqualTo(new Stats(0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
            fold();
        }
        assertThat(runs.counts(Set.of(mine)).scheduled()).isEqualTo(4);
    }

    private void fold() {
        Await.until(
                "all is folded", () -> !runs.foldCounts() && Sql.number("select count(*) from run_count_change") == 0);
    }

    @Test
    void runs_that_are_due_later_are_counted_apart_and_come_due_without_a_write() {
        var before = runs.stats();
        TestRuns.queued().due("1 hour").save(3);
        TestRuns.queued().due("1 year").save();
        var far = TestRuns.queued().due("100 years").save(2);
        var soon = TestRuns.queued().due("2 seconds").save(2);
        assertScheduled(before, 8);
        fold();
        assertScheduled(before, 8);
        Await.until("two have come due", () -> runs.stats().scheduled() == before.scheduled() + 6);
        assertThat(runs.stats().queued()).isEqualTo(before.queued() + 2);
        fold();
        assertScheduled(before, 6);
        Sql.run("update run set run_at = now() + interval '3 hours' where id = ?", soon.getFirst());
        assertScheduled(before, 7);
        Sql.run("delete from run where id = any(?)", (Object) soon.toArray(Long[]::new));
        assertScheduled(before, 6);
        Sql.run("update run set run_at = now() where id = any(?)", (Object) far.toArray(Long[]::new));
        assertScheduled(before, 4);
    }

    private void assertScheduled(Stats before, int more) {
        assertThat(runs.stats().scheduled()).isEqualTo(before.scheduled() + more);
        assertThat(counted().scheduled()).isEqualTo(before.scheduled() + more);
    }

    @Test
    void many_runs_each_due_at_a_second_of_its_own_are_the_sum_of_few_rows() {
        var before = runs.stats();
        var project = TestProjects.create();
        Sql.run(
                "insert into run (project_id, name, goal, run_type, agent, status, max_attempts, priority, timeout_seconds,"
                        + " options, metadata, run_at) select ?, 'r', 'g', 'agent', 'noop', 'QUEUED', 3, 0, 60, '{}', '{}',"
                        + " now() + n * interval '7 seconds' + interval '1 minute' from generate_series(1, 30000) n",
                project);
        assertThat(runs.stats().scheduled()).isEqualTo(before.scheduled() + 30_000);
        fold();
        assertThat(runs.stats().scheduled()).isEqualTo(before.scheduled() + 30_000);
        Sql.run("delete from run where project_id = ?", project);
        assertThat(runs.stats().scheduled()).isEqualTo(before.scheduled());
    }

    @Test
    void the_last_day_is_the_same_second_for_sessions_of_every_time_zone() throws Exception {
        var counted =
                "select coalesce(sum(abs(n)), 0) from run_due where project_id = 0 and shift = 0 and bucket > 253402000000";
        fold();
        var before = Sql.number(counted);
        try (var east = Sql.connect();
                var west = Sql.connect()) {
            Sql.run(east, "set time zone 'Pacific/Kiritimati'");
            Sql.run(west, "set time zone 'Pacific/Pago_Pago'");
            var run = TestRuns.queued().save();
            Sql.run(east, "update run set run_at = '9999-12-31T23:00:00Z' where id = ?", run);
            fold();
            Sql.run(west, "delete from run where id = ?", run);
        }
        fold();
        assertThat(Sql.number(counted)).isEqualTo(before);
    }

    @Test
    void seconds_that_have_passed_are_removed_after_an_hour() {
        Sql.run("insert into run_due values (0, 0, 5, 1), (1, 9, 5, 1), (1, 27, 0, 1)");
        runs.foldCounts();
        assertThat(Sql.number("select count(*) from run_due where bucket <= 5")).isZero();
    }

    @Test
    void due_runs_of_an_agent_that_no_live_node_has_are_shown() {
        var agent = "ghost-" + java.util.UUID.randomUUID();
        var before = runs.stats().unclaimable();
        TestRuns.queued().agent(agent).save(3);
        TestRuns.queued().agent(agent).priority(4).save();
        TestRuns.queued().agent(agent).due("1 hour").save();
        assertThat(runs.stats().unclaimable()).isEqualTo(before + 4);
        assertThat(runs.queueState().unclaimable()).containsEntry(agent, 4L).doesNotContainKey("noop");
        var node = TestNodes.live();
        Sql.run("update node set agents = cast(? as json) where id = ?", "[{\"name\":\"" + agent + "\"}]", node);
        assertThat(runs.queueState().unclaimable()).doesNotContainKey(agent);
        Sql.run("delete from node where id = ?", node);
        Sql.run("delete from run where agent = ?", agent);
    }

    @Test
    void a_run_that_came_back_waits_since_then_and_keeps_its_place() {
        var node = TestNodes.live();
        var first = TestRuns.queued().due("-2 hours").save();
        var second = TestRuns.queued().due("-1 minute").save();
        claims.claim(node, 1);
        claims.release(node, 10);
        assertThat(TestRuns.status(first)).isEqualTo("QUEUED");
        assertThat(runs.stats().oldestQueuedSeconds()).isBetween(60L, 119L);
        assertThat(claims.claim(node, 1)).extracting("id").containsExactly(first);
        assertThat(claims.claim(node, 1)).extracting("id").containsExactly(second);
        claims.release(node, 10);
        assertThat(runs.stats().oldestQueuedSeconds()).isLessThan(30);
    }

    @Test
    void a_run_that_was_paused_waits_since_it_was_resumed() {
        var run = TestRuns.queued().due("-1 hour").save();
        var later = TestRuns.queued().due("1 hour").save();
        for (var each : List.of(run, later)) {
            runs.pause(each, "tester");
            runs.resume(each, "tester");
        }
        assertThat(runs.stats().oldestQueuedSeconds()).isLessThan(30);
        assertThat(Sql.number(
                        "select count(*) from run where id = ? and run_at > now() + interval '59 minutes'", later))
                .isEqualTo(1);
    }

    @Test
    void a_run_that_is_queued_again_is_due_at_once_and_not_counted_when_it_is_claimed() {
        var node = TestNodes.live();
        var run = TestRuns.queued().save();
        for (var i = 0; i < 10; i++) {
            runs.pause(run, "tester");
            runs.resume(run, "tester");
            assertCounted();
            assertThat(runs.stats().queued()).isEqualTo(1);
            assertThat(claims.claim(node, 1)).extracting("id").containsExactly(run);
            assertThat(runs.stats().queued()).isZero();
            assertCounted();
            claims.release(node, 1);
        }
    }

    private void assertCounted() {
        assertSame(runs.stats(), counted());
    }

    private void assertCounted(Set<Long> projects) {
        assertSame(runs.stats(projects), counted(" where project_id = any(?)", (Object) projects.toArray(Long[]::new)));
    }

    private static void assertSame(Stats stats, Stats counted) {
        assertThat(stats)
                .usingRecursiveComparison()
                .ignoringFields("oldestQueuedSeconds", "unclaimable")
                .isEqualTo(counted);
    }

    @Test
    void a_time_that_has_passed_is_no_head_start() {
        var node = TestNodes.live();
        var first = TestRuns.queued().due("-1 minute").save();
        var longAgo = java.time.Instant.parse("2000-01-01T00:00:00Z");
        var late =
                TestSubmits.submit(intake, Wanted.run().runAt(longAgo).build()).getFirst();
        assertThat(runs.stats().oldestQueuedSeconds()).isLessThan(3600);
        var claimed = claims.claim(node, 2);
        assertThat(claimed).extracting("id").containsExactly(first, late);
        assertThat(claimed.getLast().sinceDue()).isLessThan(60);
    }
}
