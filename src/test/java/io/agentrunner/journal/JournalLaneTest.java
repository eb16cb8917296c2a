package io.agentrunner.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.agent.Iteration.Note;
import io.agentrunner.event.Partitions;
import io.agentrunner.inside.Await;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The treatment of a batch when rows are locked, a write cannot be stored, or the database is not available. */
class JournalLaneTest {
    private static final UUID NODE = UUID.randomUUID();
    private static final String STATEMENT_TIMED_OUT = "57014";
    private static final String CONNECTION_REFUSED = "08001";

    /** A database in memory, which records the writes, and in which rows can be locked and writes can fail. */
    private static final class Database extends JournalWriter {
        private final List<List<Long>> batches = new CopyOnWriteArrayList<>();
        private final Set<Long> locked = ConcurrentHashMap.newKeySet();
        private final Set<Long> timesOut = ConcurrentHashMap.newKeySet();
        private final Semaphore turns = new Semaphore(1_000_000);
        private volatile boolean away;

        @Override
        public List<Written> write(List<RunWrite> writes) {
            batches.add(writes.stream().map(RunWrite::runId).toList());
            turns.acquireUninterruptibly();
            if (away) {
                throw fault(CONNECTION_REFUSED);
            }
            if (writes.stream()
                    .anyMatch(
                            write -> write.outcome() instanceof Outcome.Continue && timesOut.contains(write.runId()))) {
                throw fault(STATEMENT_TIMED_OUT);
            }
            return writes.stream()
                    .<Written>map(
                            write -> locked.contains(write.runId()) ? new Written.Locked() : new Written.Committed(0))
                    .toList();
        }

        private static RuntimeException fault(String state) {
            return new IllegalStateException(new SQLException("a fault of the test", state));
        }

        private long tries(long run) {
            return batches.stream().filter(batch -> batch.contains(run)).count();
        }

        /** Makes each batch wait for {@link #goOn} from now on. */
        private void pause() {
            turns.drainPermits();
        }

        private void goOn() {
            turns.release(1_000_000);
        }
    }

    private static final class NoMetrics extends JournalMetrics {
        @Override
        void flushed(List<Written> written, long nanos) {}
    }

    private final Database database = new Database();
    private final JournalLane lane = new JournalLane("test-lane", database, new NoMetrics(), new Partitions());

    @BeforeEach
    void open() {
        lane.open(UnaryOperator.identity());
    }

    @AfterEach
    void close() throws InterruptedException {
        database.goOn();
        lane.close();
        lane.awaitEnd(Duration.ofSeconds(5));
    }

    private static RunWrite step(long run, String checkpoint) {
        return new RunWrite(run, 1, NODE, 1, List.of(new Note("STEP", null)), checkpoint, 0, new Outcome.Continue());
    }

    private static RunWrite timeOut(long run) {
        return new RunWrite(run, 1, NODE, 0, List.of(), null, 0, new Outcome.TimeOut("{}"));
    }

    private CompletableFuture<Written> write(long run) {
        return lane.write(step(run, null));
    }

    private static void awaitCommitted(List<CompletableFuture<Written>> writes) {
        Await.until("all are committed", () -> writes.stream().allMatch(CompletableFuture::isDone));
        assertThat(writes).allSatisfy(written -> assertThat(written.join()).isInstanceOf(Written.Committed.class));
    }

    /** Waits until the lane is inside a transaction, so that all new writes form one batch. */
    private void busy() {
        database.pause();
        var unused = write(-1);
        Await.until("the lane is busy", () -> database.tries(-1) == 1);
    }

    @Test
    void a_locked_row_costs_a_few_transactions_a_second() {
        database.locked.addAll(LongStream.range(0, 50).boxed().toList());
        var waiting = LongStream.range(0, 50).mapToObj(this::write).toList();
        Await.until("the delay has grown", () -> database.tries(0) >= 9);
        var before = database.batches.size();
        var begunAt = System.nanoTime();
        Await.until("eight more transactions", () -> database.batches.size() >= before + 8);
        assertThat(Duration.ofNanos(System.nanoTime() - begunAt))
                .as("eight transactions, whatever the number of locked rows")
                .isGreaterThan(Duration.ofMillis(1_500));
        database.locked.clear();
        awaitCommitted(waiting);
    }

    @Test
    void locked_rows_do_not_fill_the_lane() {
        var stuck = LongStream.range(0, 2_000).boxed().toList();
        database.locked.addAll(stuck);
        var waiting = stuck.stream().map(this::write).toList();
        Await.until("all of them were tried", () -> stuck.stream().allMatch(run -> database.tries(run) > 0));
        busy();
        var fresh = LongStream.range(10_000, 10_400).mapToObj(this::write).toList();
        var busySince = System.nanoTime();
        Await.until("all that stayed back is due again", () -> System.nanoTime() - busySince > 600_000_000);
        database.goOn();
        awaitCommitted(fresh);
        var batches = database.batches.stream()
                .filter(batch -> batch.contains(10_000L))
                .toList();
        assertThat(batches).hasSize(1);
        assertThat(batches.getFirst().stream().filter(run -> run >= 10_000)).hasSize(400);
        database.locked.clear();
        awaitCommitted(waiting);
    }

    @Test
    void a_time_out_overtakes_the_write_of_its_run_that_stays_back() {
        database.timesOut.add(7L);
        var stuck = write(7);
        Await.until("it was tried alone", () -> database.tries(7) >= 3);
        database.pause();
        var timeOut = lane.write(timeOut(7));
        assertThat(lane.isTimingOut(7)).isTrue();
        database.goOn();
        awaitCommitted(List.of(timeOut));
        assertThat(stuck).isNotDone();
        Await.until("no time-out waits any more", () -> !lane.isTimingOut(7));
    }

    @Test
    void a_second_write_of_a_run_waits_for_the_first_that_stays_back() {
        database.locked.add(7L);
        var first = write(7);
        Await.until("it stays back", () -> database.tries(7) >= 2);
        var second = write(7);
        awaitCommitted(List.of(write(8)));
        assertThat(second).isNotDone();
        database.locked.clear();
        awaitCommitted(List.of(first, second));
    }

    @Test
    void a_batch_that_timed_out_twice_goes_item_by_item_and_the_slow_write_is_tried_alone_from_then_on() {
        busy();
        database.timesOut.add(7L);
        var slow = write(7);
        var healthy = LongStream.range(10, 30).mapToObj(this::write).toList();
        database.goOn();
        awaitCommitted(healthy);
        assertThat(slow).isNotDone();
        assertThat(database.batches.stream().filter(batch -> batch.contains(7L) && batch.size() > 1))
                .as("times that the others failed with it")
                .hasSize(2);
        while (database.tries(7) < 6) {
            awaitCommitted(List.of(write(8)));
        }
        database.timesOut.clear();
        awaitCommitted(List.of(slow));
        assertThat(database.batches.stream().filter(batch -> batch.contains(7L) && batch.size() > 1))
                .hasSize(2);
    }

    @Test
    void all_is_written_once_the_database_is_back() {
        busy();
        database.away = true;
        var writes = LongStream.range(0, 1_000).mapToObj(this::write).toList();
        database.goOn();
        Await.until("it was tried several times", () -> database.batches.size() > 6);
        database.away = false;
        awaitCommitted(writes);
    }

    @Test
    void a_transaction_is_bounded_in_characters_and_a_longer_write_has_one_to_itself() {
        busy();
        var third = "x".repeat(JournalQueue.MOST_CHARACTERS / 3 - 100);
        var whole = "x".repeat(JournalQueue.MOST_CHARACTERS + 1);
        var writes = new ArrayList<CompletableFuture<Written>>();
        IntStream.range(0, 5).forEach(run -> writes.add(lane.write(step(run, third))));
        writes.add(lane.write(step(5, whole)));
        writes.add(write(6));
        database.goOn();
        awaitCommitted(writes);
        assertThat(database.batches)
                .containsExactly(List.of(-1L), List.of(0L, 1L, 2L), List.of(3L, 4L), List.of(5L), List.of(6L));
    }

    @Test
    void what_waits_when_the_lane_closes_is_lost() throws InterruptedException {
        database.locked.add(7L);
        var writes = List.of(write(7), write(7));
        Await.until("it stays back", () -> database.tries(7) >= 2);
        lane.close();
        lane.awaitEnd(Duration.ofSeconds(5));
        assertThat(writes).allSatisfy(written -> assertThat(written.join()).isInstanceOf(Written.Lost.class));
    }
}
