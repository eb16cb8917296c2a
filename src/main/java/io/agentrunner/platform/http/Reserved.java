package io.agentrunner.platform.http;

import io.agentrunner.platform.problem.ProblemException;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;

/** One request's part of the {@link HeapBudget}. It is returned when the request ends, with or without a response. */
@RequestScoped
public class Reserved {
    /** A text of a request or response exists about three times at once: as bytes, as characters, and in between. */
    public static final int COPIES = 3;

    @Inject
    private HeapBudget budget;

    @Inject
    private Refusals refusals;

    private int kibibytes;

    /**
     * Reserves memory for more text, given its length in bytes.
     *
     * @throws ProblemException 503 with Retry-After if other requests hold too much
     */
    public void reserve(long bytes) {
        try {
            var taken = budget.take(bytes * COPIES);
            if (taken < 0) {
                refusals.count(Refusals.Reason.MEMORY);
                throw ProblemException.unavailable(
                        "Other requests hold all the memory for large bodies and pages; try again shortly.", 2);
            }
            kibibytes += taken;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ProblemException.unavailable("The server is stopping; try again shortly.", 2);
        }
    }

    /** Returns the memory beyond the needs of a text of this length, in bytes. */
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
