package io.agentrunner.run;

import io.agentrunner.platform.problem.ProblemException;
import io.agentrunner.settings.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Holds {@code queue.max.depth}: counts what is queued in the database and what this node is about to add, so that
 * submits at the same moment do not all find the last place free. Exact to one batch a node. Thread-safe.
 */
@ApplicationScoped
class QueueDepth {
    private static final int RETRY_AFTER_SECONDS = 2;

    @Inject
    private Settings settings;

    private final AtomicLong entering = new AtomicLong();

    /** Submits so many runs, whose transaction is over when this returns. */
    <T> T entering(int runs, Supplier<T> submit) {
        entering.addAndGet(runs);
        try {
            return submit.get();
        } finally {
            entering.addAndGet(-runs);
        }
    }

    /** What is queued in the database; 0, unasked, while there is no limit. */
    long queued(LongSupplier database) {
        return settings.maxQueueDepth() > 0 ? database.getAsLong() : 0;
    }

    /**
     * Refuses with 429 when the runs that are about to enter do not fit any more.
     *
     * @param others runs that are counted as entering but not to be considered: of the same transaction, refused or later
     */
    void check(long queued, int others) {
        var most = settings.maxQueueDepth();
        if (most > 0 && queued + entering.get() - others > most) {
            throw ProblemException.tooManyRequests(
                    "The queue is full: it takes %d runs (queue.max.depth). Try again later.".formatted(most),
                    RETRY_AFTER_SECONDS);
        }
    }
}
