package io.agentrunner.run;

import io.agentrunner.event.Events;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;

/** Removes runs that ended long ago, so many ids a transaction. Thread-safe: of several nodes one at a time works. */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class Retention {
    /** Runs looked at in one transaction. */
    static final int PAGE = 1000;

    /**
     * The effect of one transaction.
     *
     * @param last the last run looked at; the next step begins after it
     * @param retired runs removed
     * @param more whether runs that follow may be old enough
     */
    public record Step(long last, int retired, boolean more) {}

    @Inject
    private RetentionRepository repository;

    @Inject
    private Events events;

    /** Looks at the next runs after one, by id, and removes those that ended more than so many days ago. */
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
