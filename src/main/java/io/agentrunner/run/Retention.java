package io.agentrunner.run;

import io.agentrunner.event.Events;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;

/**
 * Deletes runs that ended long ago, a bounded number of ids per transaction. Only one node at a time does this.
 * Thread-safe.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class Retention {
    /** The number of runs that one transaction checks. */
    static final int PAGE = 1000;

    /**
     * The result of one transaction.
     *
     * @param last the last checked run, after which the next step begins
     * @param retired the number of deleted runs
     * @param more whether later runs may be old enough
     */
    public record Step(long last, int retired, boolean more) {}

    @Inject
    private RetentionRepository repository;

    @Inject
    private Events events;

    /** Checks the next runs by id, and deletes those that ended more than this number of days ago. */
    public Step step(long after, int days) {
        var page = repository.page(after, PAGE, days);
        if (!page.ours() || !page.old()) {
            return new Step(page.last(), 0, false);
        }
        var ended = repository.lock(after, page.last(), days);
        if (!ended.isEmpty()) {
            events.retire(ended);
            repository.remove(ended);
        }
        return new Step(page.last(), ended.size(), page.size() == PAGE);
    }
}
