package io.agentrunner.platform.http;

import io.agentrunner.platform.problem.ProblemException;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;

/** One request's part of the {@link HeapBudget}: given back when its answer was written, whatever became of it. */
@RequestScoped
public class Reserved {
    /** Text that came in or goes out exists about three times at once: as bytes, as characters, and in between. */
    public static final int COPIES = 3;

    @Inject
    private HeapBudget budget;

    @Inject
    private Refusals refusals;

    private int kibibytes;

    /**
     * Reserves memory for text of so many bytes more.
     *
     * @throws ProblemException 503 with Retry-After when others hold too much
     */
    public void reserve(long bytes) {
        try {
            var taken = budget.take(bytes * COPIES);
            if (taken < 0) {
                refusals.count(Refusals.Reason.MEMORY);
                throw ProblemException.unavailable(
                        "Other requests hold all memory that there is for large bodies and pages; try again shortly.",
                        2);
            }
            kibibytes += taken;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ProblemException.unavailable("The server is stopping; try again shortly.", 2);
        }
    }

    /** Gives back what is more than text of so many bytes needs. */
    public void settle(long bytes) {
        var surplus = kibibytes - (int) Math.min(kibibytes, (bytes * COPIES + 1023) >> 10);
        budget.giveBack(surplus);
        kibibytes -= surplus;
    }

    @PreDestroy
    void release() {
        settle(0);
    }
}
