package io.agentrunner.journal;

import io.agentrunner.event.Partitions;
import io.agentrunner.platform.thread.Lifecycle;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * The only writer of what running agents produce. Agents hand over their writes and wait; {@value #LANES} flushers, each for
 * its own runs, take all that wait and commit them in one transaction. None delays a write to gather more: batches form
 * while the commit before them is under way. No EJB, since ten thousand agents call it. Thread-safe.
 */
@ApplicationScoped
public class Journal implements Lifecycle {
    /**
     * While one waits for its commit, the other's statements run: two cores of the database are used, three gain nothing.
     */
    private static final int LANES = 2;

    private static final Duration UNTIL_ENDED = Duration.ofSeconds(2);

    @Inject
    private JournalWriter writer;

    @Inject
    private JournalMetrics metrics;

    @Inject
    private Partitions partitions;

    private List<JournalLane> lanes;

    @PostConstruct
    void create() {
        lanes = IntStream.rangeClosed(1, LANES)
                .mapToObj(number -> new JournalLane("journal-" + number, writer, metrics, partitions))
                .toList();
    }

    /** Starts writing; once. */
    @Override
    public void open(UnaryOperator<Runnable> inContext) {
        lanes.forEach(lane -> lane.open(inContext));
    }

    /** Ends it, last of the worker's: what still waits is from agents that were given up, and is lost. */
    @Override
    public void close() {
        lanes.forEach(JournalLane::close);
        try {
            for (var lane : lanes) {
                lane.awaitEnd(UNTIL_ENDED);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Hands over a write; those of one run keep their order. The future completes when it is committed or lost, and
     * fails when the write itself cannot be stored.
     */
    public CompletableFuture<Written> write(RunWrite write) {
        return lanes.get((int) (write.runId() % LANES)).write(write);
    }

    /** Returns whether a time-out of the run waits to be written. */
    public boolean isTimingOut(long run) {
        return lanes.get((int) (run % LANES)).isTimingOut(run);
    }
}
