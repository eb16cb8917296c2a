package io.agentrunner.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.agent.Iteration.Note;
import io.agentrunner.inside.ContainerTest;
import io.agentrunner.inside.Sql;
import io.agentrunner.inside.TestNodes;
import io.agentrunner.inside.TestPartitions;
import io.agentrunner.inside.TestRuns;
import io.agentrunner.inside.Threads;
import io.agentrunner.journal.Journal;
import io.agentrunner.journal.Outcome;
import io.agentrunner.journal.RunWrite;
import io.agentrunner.journal.Written;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The sequence of run ids jumps over prepared partitions here. Each test uses a new range. */
class PartitionsIT extends ContainerTest {
    @Inject
    private Partitions partitions;

    @Inject
    private PartitionTimer timer;

    @Inject
    private Journal journal;

    private Long jumpedFrom;

    private void jumpTo(long nextRun) {
        jumpedFrom = Sql.number("select nextval('run_id_seq')");
        Sql.run("select setval('run_id_seq', ?, false)", nextRun);
    }

    @AfterEach
    void come_back() {
        if (jumpedFrom != null) {
            Sql.run("select setval('run_id_seq', ?)", jumpedFrom);
        }
    }

    @Test
    void two_partitions_are_made_ahead_of_the_newest_run() {
        var low = TestPartitions.unprepared();
        jumpTo(low + 5);
        partitions.ensure(low);
        var run = TestRuns.queued().due("1 hour").save();
        assertThat(run).isEqualTo(low + 5);

        assertThat(partitions.ensureAhead()).isTrue();
        assertThat(partitions.ensureAhead()).isFalse();
        timer.ensureAhead();

        assertThat(TestPartitions.exists(low + Partitions.WIDTH)).isTrue();
        assertThat(TestPartitions.exists(low + 2 * Partitions.WIDTH)).isTrue();
        assertThat(TestPartitions.exists(low + 3 * Partitions.WIDTH)).isFalse();
        Sql.run("delete from run where id = ?", run);
    }

    @Test
    void one_of_many_that_make_the_same_partition_makes_it_while_others_write() {
        for (var round = 0; round < 5; round++) {
            var low = TestPartitions.unprepared();
            var works = new ArrayList<Callable<Boolean>>(
                    Collections.nCopies(5, (Callable<Boolean>) () -> partitions.ensure(low + 17)));
            works.add(() -> {
                LongStream.range(0, 20)
                        .forEach(i -> TestRuns.queued().due("1 hour").save());
                return false;
            });
            assertThat(Threads.atOnce(works)).containsOnlyOnce(true);
            assertThat(TestPartitions.exists(low)).isTrue();
        }
    }

    @Test
    void a_partition_takes_the_first_and_the_last_run_of_its_million() {
        var low = TestPartitions.unprepared();
        partitions.ensure(low + 1);
        var inserted = List.of(low, low + Partitions.WIDTH - 1);
        inserted.forEach(
                run -> Sql.run("insert into event (run_id, id, type, attempt) values (?, 1, 'RUN_CREATED', 0)", run));
        assertThat(Sql.texts("select tableoid::regclass from event where run_id = any(?)", (Object)
                        inserted.toArray(Long[]::new)))
                .containsOnly("event_%06d".formatted(low / Partitions.WIDTH))
                .hasSize(2);
        Sql.run("delete from event where run_id >= ?", low);
    }

    @Test
    void an_iteration_of_a_run_whose_partition_is_missing_is_written_all_the_same() {
        var low = TestPartitions.unprepared();
        var node = TestNodes.live();
        var run = TestRuns.running(node).save();
        Sql.run("delete from event where run_id = ?", run);
        Sql.run("update run set id = ?, last_event = 0 where id = ?", low + 3, run);

        var write = new RunWrite(low + 3, 1, node, 1, List.of(new Note("STEP", null)), null, 0, new Outcome.Continue());
        assertThat(Threads.get(journal.write(write))).isInstanceOf(Written.Committed.class);

        assertThat(TestRuns.log(low + 3)).containsExactly("STEP");
        Sql.run("delete from run where id = ?", low + 3);
    }

    @Test
    void statistics_of_the_whole_table_are_gathered() {
        timer.analyze();
        assertThat(Sql.number("select reltuples from pg_class where relname = 'event'"))
                .isNotNegative();
    }
}
