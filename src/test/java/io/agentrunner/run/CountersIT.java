package io.agentrunner.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.execution.Claims;
import io.agentrunner.inside.Await;
import io.agentrunner.inside.ContainerTest;
import io.agentrunner.inside.Sql;
import io.agentrunner.inside.TestNodes;
import io.agentrunner.inside.TestProjects;
import io.agentrunner.inside.TestRuns;
import io.agentrunner.inside.Threads;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CountersIT extends ContainerTest {
    @Inject
    private Runs runs;

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
                        runs, java.util.Collections.nCopies(25, goal(project)).toArray(SubmitRun[]::new)));
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

        assertThat(runs.stats())
                .usingRecursiveComparison()
                .ignoringFields("oldestQueuedSeconds")
                .isEqualTo(counted());
        Await.until("all is folded", () -> {
            timer.fold();
            return Sql.number("select count(*) from run_count_change") == 0;
        });
        assertThat(runs.stats())
                .usingRecursiveComparison()
                .ignoringFields("oldestQueuedSeconds")
                .isEqualTo(counted());
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
                            TestSubmits.submit(runs, goal(1)).getFirst());
            }
        } catch (io.agentrunner.platform.problem.ProblemException refused) {
            // Not in that status; the next one.
        }
    }

    private static SubmitRun goal(long project) {
        return new SubmitRun(project, "count me", null, null, "noop", null, null, null, null, null, null, null, null);
    }

    private static Stats counted() {
        var row = Sql.rows(
                        "select count(*) filter (where status = 'QUEUED'), count(*) filter (where status = 'RUNNING'),"
                                + " count(*) filter (where status = 'PAUSED'), count(*) filter (where status = 'COMPLETED'),"
                                + " count(*) filter (where status = 'FAILED'), count(*) filter (where status = 'STOPPED') from run")
                .getFirst()
                .stream()
                .map(n -> (long) n)
                .toList();
        return new Stats(row.get(0), row.get(1), row.get(2), row.get(3), row.get(4), row.get(5), 0);
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
}
