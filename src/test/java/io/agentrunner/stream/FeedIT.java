package io.agentrunner.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.inside.Await;
import io.agentrunner.inside.ContainerTest;
import io.agentrunner.inside.Sql;
import io.agentrunner.inside.TestRuns;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The feed of changed runs: what a cursor brings. */
class FeedIT extends ContainerTest {
    private static final int WRITERS = 4;
    private static final int TRANSACTIONS = 250;
    private static final String CHANGE = "update run set priority = priority + 1 where id = ?";

    @Inject
    private StreamReads reads;

    @Inject
    private FeedRetention retention;

    /** When each run's change was committed, and how often and when a reader saw it. */
    private final Map<Long, Long> committedAt = new ConcurrentHashMap<>();

    private final Map<Long, Integer> seen = new HashMap<>();
    private final Map<Long, Long> seenAt = new HashMap<>();

    private String take(String cursor) {
        var news = reads.news(cursor);
        assertThat(news.stale()).isFalse();
        assertThat(news.uncounted()).isZero();
        for (var run : news.runs()) {
            seen.merge(run, 1, Integer::sum);
            seenAt.put(run, System.nanoTime());
        }
        return news.cursor();
    }

    /** Each transaction changes runs that no other one does: one for good, one that a savepoint takes back or keeps. */
    private void write(List<Long> runs) throws SQLException {
        try (var session = Sql.connect()) {
            session.setAutoCommit(false);
            for (var i = 0; i + 1 < runs.size(); i += 2) {
                var one = runs.get(i);
                var other = runs.get(i + 1);
                Sql.run(session, CHANGE, one);
                var savepoint = session.setSavepoint();
                Sql.run(session, CHANGE, other);
                if (i % 3 == 0) {
                    session.rollback(savepoint);
                } else {
                    session.releaseSavepoint(savepoint);
                }
                if (i % 5 == 0) {
                    session.rollback();
                    continue;
                }
                session.commit();
                committedAt.put(one, System.nanoTime());
                if (i % 3 != 0) {
                    committedAt.put(other, System.nanoTime());
                }
            }
        }
    }

    private static Connection open(long run) throws SQLException {
        var session = Sql.connect();
        session.setAutoCommit(false);
        Sql.run(session, CHANGE, run);
        return session;
    }

    @Test
    void a_reader_misses_no_commit_sees_none_twice_and_waits_for_no_open_transaction() throws Exception {
        var runs = TestRuns.paused().save(2 * WRITERS * TRANSACTIONS);
        var slow = TestRuns.paused().save();
        var cursor = reads.snapshot();
        var left = new AtomicInteger(WRITERS);
        try (var threads = Executors.newFixedThreadPool(WRITERS);
                var open = open(slow)) {
            var opened = System.nanoTime();
            var writers = new ArrayList<Future<?>>();
            for (var writer = 0; writer < WRITERS; writer++) {
                var own = runs.subList(writer * 2 * TRANSACTIONS, (writer + 1) * 2 * TRANSACTIONS);
                writers.add(threads.submit(() -> {
                    write(own);
                    return left.decrementAndGet();
                }));
            }
            while (left.get() > 0 || System.nanoTime() - opened < TimeUnit.SECONDS.toNanos(5)) {
                assertThat(System.nanoTime() - opened).isLessThan(TimeUnit.SECONDS.toNanos(60));
                cursor = take(cursor);
            }
            for (var writer : writers) {
                writer.get(1, TimeUnit.SECONDS);
            }
            cursor = take(cursor);
            assertThat(seen).doesNotContainKey(slow);
            open.commit();
        }
        take(cursor);
        assertThat(seen.remove(slow)).isEqualTo(1);
        assertThat(committedAt).hasSizeGreaterThan(WRITERS * TRANSACTIONS);
        assertThat(seen.keySet()).isEqualTo(committedAt.keySet());
        assertThat(seen.values()).containsOnly(1);
        committedAt.forEach((run, at) ->
                assertThat(seenAt.get(run) - at).as("run %d", run).isLessThan(TimeUnit.SECONDS.toNanos(1)));
    }

    @Test
    void more_than_a_hundred_runs_of_one_statement_are_counted_and_not_named() {
        var runs = TestRuns.paused().save(101);
        var cursor = reads.snapshot();
        Sql.run("update run set priority = 1 where id = any(?)", (Object)
                runs.subList(0, 100).toArray(Long[]::new));
        var named = reads.news(cursor);
        assertThat(named.runs()).containsExactlyInAnyOrderElementsOf(runs.subList(0, 100));
        assertThat(named.complete()).isTrue();
        Sql.run("update run set priority = 2 where id = any(?)", (Object) runs.toArray(Long[]::new));
        var counted = reads.news(named.cursor());
        assertThat(counted.runs()).isEmpty();
        assertThat(counted.about()).isEqualTo(101);
        assertThat(counted.complete()).isFalse();
        Sql.run("update run set priority = 3 where id = 0");
        assertThat(reads.news(counted.cursor()).isEmpty()).isTrue();
    }

    @Test
    void a_cursor_of_before_what_was_removed_or_of_another_database_is_stale() {
        var old = reads.snapshot();
        var run = TestRuns.paused().save();
        Sql.run(CHANGE, run);
        var rows = Sql.number("select count(*) from feed where runs = array[?::bigint]", run);
        assertThat(rows).isPositive();
        Sql.run("delete from feed_mark");
        retention.step();
        var later = reads.snapshot();
        assertThat(reads.news(old).runs()).contains(run);
        Sql.run("update feed_mark set at = at - interval '11 minutes'");
        Await.until("rows are removed", Duration.ofSeconds(20), () -> {
            retention.step();
            return Sql.number("select count(*) from feed where runs = array[?::bigint]", run) == 0;
        });
        assertThat(reads.news(old).stale()).isTrue();
        assertThat(reads.news(later).stale()).isFalse();
        Sql.run(CHANGE, run);
        assertThat(reads.news(later).runs()).contains(run);
        retention.step();
        assertThat(reads.news(later).runs()).contains(run);
        assertThat(reads.news("999999999999999999:999999999999999999:").stale()).isTrue();
    }
}
