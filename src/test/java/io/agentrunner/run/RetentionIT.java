package io.agentrunner.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agentrunner.event.Partitions;
import io.agentrunner.inside.ContainerTest;
import io.agentrunner.inside.RowLock;
import io.agentrunner.inside.Sql;
import io.agentrunner.inside.TestPartitions;
import io.agentrunner.inside.TestProjects;
import io.agentrunner.inside.TestRuns;
import io.agentrunner.inside.Threads;
import io.agentrunner.platform.problem.ProblemException;
import io.agentrunner.settings.StoredSettings;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Old runs are older than ten years here, so runs of other tests are not touched. */
class RetentionIT extends ContainerTest {
    private static final int DAYS = 3650;

    @Inject
    private Retention retention;

    @Inject
    private RetentionTimer timer;

    @Inject
    private Runs runs;

    @Inject
    private Partitions partitions;

    @Inject
    private StoredSettings settings;

    private Long jumpedFrom;
    private long project;

    @BeforeEach
    void have_a_project_and_no_run_that_ends_the_walk() {
        project = TestProjects.create();
        // Normally ids and times of creation grow together. Here the newest ids are made old.
        Sql.run(
                "update run set created_at = now() - interval '11 years' where created_at > now() - interval '10 years'");
    }

    @AfterEach
    void come_back() {
        settings.delete("retention.days", "tester");
        settings.reload();
        if (jumpedFrom != null) {
            Sql.run("select setval('run_id_seq', ?)", jumpedFrom);
        }
    }

    @Test
    void a_run_that_ended_long_ago_is_removed_with_all_that_is_its_own() {
        List.of("COMPLETED", "FAILED", "STOPPED").forEach(this::removed_with_all_that_is_its_own);
    }

    private void removed_with_all_that_is_its_own(String status) {
        var old = aged(TestRuns.of(status).save(), DAYS + 1);
        var recent = aged(TestRuns.of(status).save(), DAYS - 1);
        var before = TestRuns.everything(recent);
        Sql.run("insert into checkpoint (run_id, iteration, data) values (?, 1, '{}')", old);
        Sql.run("delete from submission where project_id = ?", project);
        Sql.run("insert into submission values (?, 'old', 'hash', array[?, ?])", project, old, recent);
        Sql.run("insert into submission values (?, 'recent', 'hash', array[?, ?])", project, recent, old);
        var counted = counted(status);

        assertThat(round()).isEqualTo(1);

        assertThat(left("run", "id", old)).isZero();
        assertThat(left("event", "run_id", old)).isZero();
        assertThat(left("checkpoint", "run_id", old)).isZero();
        assertThat(Sql.texts("select idempotency_key from submission where project_id = ?", project))
                .containsExactly("recent");
        assertThat(TestRuns.everything(recent)).isEqualTo(before);
        assertThat(counted(status)).isEqualTo(counted - 1);
        assertThat(round()).isZero();
    }

    @Test
    void a_run_that_has_not_ended_is_never_touched() {
        List.of("QUEUED", "RUNNING", "PAUSED").forEach(this::never_touched);
    }

    private void never_touched(String status) {
        var run = aged(TestRuns.of(status).due("1 hour").save(), DAYS + 1);
        var before = TestRuns.everything(run);
        var old = aged(TestRuns.completed().save(), DAYS + 1);

        assertThat(round()).isEqualTo(1);

        assertThat(left("run", "id", old)).isZero();
        assertThat(TestRuns.everything(run)).isEqualTo(before);
        Sql.run("delete from run where id = ?", run);
    }

    @Test
    void a_retry_that_comes_first_keeps_the_run() {
        var run = aged(TestRuns.failed().save(), DAYS + 1);
        RowLock.during(run, () -> assertThat(round()).isZero());
        runs.retry(run, null);
        runs.pause(run, null);
        assertThat(round()).isZero();
        assertThat(TestRuns.log(run)).endsWith("RUN_RETRIED", "RUN_PAUSED");
        TestRuns.assertLogHolds(run);
    }

    @Test
    void a_retry_that_comes_after_is_told_that_there_is_no_such_run() {
        var run = aged(TestRuns.failed().save(), DAYS + 1);
        assertThat(round()).isEqualTo(1);
        assertThatThrownBy(() -> runs.retry(run, null)).isInstanceOf(ProblemException.class);
    }

    @Test
    void retries_and_retention_at_once_leave_each_run_whole_or_gone() {
        for (var round = 0; round < 10; round++) {
            var run = aged(TestRuns.failed().save(), DAYS + 1);
            var done = Threads.<Boolean>atOnce(List.of(() -> round() == 1, () -> retried(run)));
            assertThat(done).containsOnlyOnce(true);
            assertThat(left("run", "id", run)).isEqualTo(done.get(1) ? 1 : 0);
            if (done.get(1)) {
                // The worker may already have deleted some.
                assertThat(TestRuns.log(run)).contains("RUN_RETRIED");
            } else {
                assertThat(left("event", "run_id", run)).isZero();
            }
        }
    }

    @Test
    void of_several_nodes_each_run_is_removed_by_one() {
        var old = Stream.generate(() -> aged(TestRuns.completed().save(), DAYS + 1))
                .limit(50)
                .toList();
        var removed = Threads.<Long>atOnce(List.of(this::round, this::round, this::round, this::round));
        var rest = round();
        assertThat(removed.stream().mapToLong(Long::longValue).sum() + rest).isEqualTo(50);
        assertThat(old).allSatisfy(run -> assertThat(left("run", "id", run)).isZero());
    }

    @Test
    void a_step_is_bounded_and_the_next_one_goes_on_after_it() {
        Sql.run(
                "insert into run (project_id, name, goal, run_type, agent, status, max_attempts, priority, timeout_seconds,"
                        + " options, metadata, created_at, finished_at) select ?, 'test', 'old', 'agent', 'noop', 'COMPLETED', 3,"
                        + " 0, 3600, '{}', '{}', now() - make_interval(days => ?), now() - make_interval(days => ?)"
                        + " from generate_series(1, ?)",
                project,
                DAYS + 2,
                DAYS + 1,
                2 * Retention.PAGE);
        var before = Sql.number("select min(id) - 1 from run where project_id = ?", project);

        var first = retention.step(before, DAYS);
        assertThat(first.retired()).isPositive().isLessThanOrEqualTo(Retention.PAGE);
        assertThat(first.more()).isTrue();
        assertThat(ofProject()).isEqualTo(2L * Retention.PAGE - first.retired());

        round();
        assertThat(ofProject()).isZero();
    }

    @Test
    void nothing_is_removed_unless_it_is_asked_for() {
        var run = aged(TestRuns.completed().save(), DAYS + 1);
        timer.retire();
        assertThat(left("run", "id", run)).isEqualTo(1);

        settings.put("retention.days", String.valueOf(DAYS), "tester");
        settings.reload();
        timer.retire();
        assertThat(left("run", "id", run)).isZero();
    }

    @Test
    void a_partition_is_dropped_when_its_last_run_is_gone_and_not_before() throws SQLException {
        var low = TestPartitions.unprepared();
        jumpedFrom = Sql.number("select nextval('run_id_seq')");
        partitions.ensure(low);
        partitions.ensure(low + 2 * Partitions.WIDTH);
        Sql.run("select setval('run_id_seq', ?, false)", low);
        var old = aged(TestRuns.completed().save(), DAYS + 1);
        var recent = TestRuns.completed().save();
        Sql.run("select setval('run_id_seq', ?, false)", low + 2 * Partitions.WIDTH);
        var newest = TestRuns.completed().save();

        round();
        dropAllEmpty();
        assertThat(left("run", "id", old)).isZero();
        assertThat(TestPartitions.exists(low)).isTrue();
        assertThat(TestRuns.log(recent)).hasSize(3);

        aged(recent, DAYS + 1);
        assertThat(round()).isEqualTo(1);
        try (var reader = Sql.connect()) {
            reader.setAutoCommit(false);
            Sql.run(reader, "select 1 from event limit 1");
            assertThat(partitions.dropEmpty()).isEmpty();
        }
        dropAllEmpty();
        assertThat(TestPartitions.exists(low)).isFalse();
        assertThat(TestPartitions.exists(low + 2 * Partitions.WIDTH)).isTrue();
        Sql.run("delete from event where run_id = ?", newest);
        Sql.run("delete from run where id = ?", newest);
    }

    @Test
    void the_newest_partitions_stay_though_they_are_empty() {
        partitions.ensureAhead();
        dropAllEmpty();
        assertThat(partitions.ensureAhead()).isFalse();
    }

    private void dropAllEmpty() {
        while (partitions.dropEmpty().isPresent()) {}
    }

    private boolean retried(long run) {
        try {
            runs.retry(run, null);
            return true;
        } catch (ProblemException e) {
            return false;
        }
    }

    private long round() {
        var retired = 0L;
        for (var step = retention.step(0, DAYS); ; step = retention.step(step.last(), DAYS)) {
            retired += step.retired();
            if (!step.more()) {
                return retired;
            }
        }
    }

    /** Sets creation and, if it has ended, the end of a run to this many days ago. */
    private static long aged(long run, int days) {
        Sql.run(
                "update run set created_at = now() - make_interval(days => ?),"
                        + " finished_at = case when finished_at is not null then now() - make_interval(days => ?) end"
                        + " where id = ?",
                days,
                days,
                run);
        return run;
    }

    private static long left(String table, String column, long run) {
        return Sql.number("select count(*) from " + table + " where " + column + " = ?", run);
    }

    private long ofProject() {
        return Sql.number("select count(*) from run where project_id = ?", project);
    }

    private long counted(String status) {
        return Sql.number(
                "select sum(n) from (select status, n from run_count where project_id = 0 union all select status, n from run_count_change) c where status = ?",
                status);
    }
}
