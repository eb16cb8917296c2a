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
 * The only writer of running agents' data. Agents pass their writes and wait. {@value #LANES} flushers, each for its
 * own runs, take all waiting writes and commit them in one transaction. No write is delayed to gather more: batches
 * form during the commit before them. This is no EJB, since ten thousand agents call it. Thread-safe.
 */
@ApplicationScoped
public class Journal implements Lifecycle {
    /** While one lane waits for its commit, the statements of the other run. A third lane brought no gain. */
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

    /** Starts the lanes. Called once. */
    @Override
    public void open(UnaryOperator<Runnable> inContext) {
        lanes.forEach(lane -> lane.open(inContext));
    }

    /** Ends the lanes, as the last part of the worker. The waiting writes come from abandoned attempts and are lost. */
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
     * Takes a write. Writes of one run keep their order. The future completes when the write is committed or lost, and
     * fails if the write itself cannot be stored.
     */
    public CompletableFuture<Written> write(RunWrite write) {
        return lanes.get((int) (write.runId() % LANES)).write(write);
    }

    /** Returns whether a time-out of the run waits to be written. */
    public boolean isTimingOut(long run) {
        return lanes.get((int) (run % LANES)).isTimingOut(run);
    }
}
