package io.agentrunner.event;

import io.agentrunner.platform.http.Page;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.util.List;

/** The append-only log of each run. Thread-safe. */
@Stateless
public class Events {
    @Inject
    private EventRepository repository;

    /** Returns a page of a run's events. */
    public Page<EventView> page(long run, EventFilter filter) {
        return repository.page(run, filter);
    }

    /** Returns how many directives of a run have an event id above {@code after}. */
    public long countDirectivesAfter(long run, int after) {
        return repository.countDirectivesAfter(run, after);
    }

    /** Returns the directives of a run with an event id above {@code after}, oldest first, at most {@code limit}. */
    public List<EventView> directivesAfter(long run, int after, int limit) {
        return repository.directivesAfter(run, after, limit);
    }

    /**
     * Appends an event, in the transaction that changes the run's status and holds its row lock.
     *
     * @param id the next number of the run's log, taken under that lock
     */
    @TransactionAttribute(TransactionAttributeType.MANDATORY)
    public EventView append(long run, int id, String type, String payload, int attempt, String actor) {
        return repository.append(run, id, type, payload, attempt, actor);
    }

    /** Deletes all events of runs, in the transaction that holds the row locks and deletes the runs. */
    @TransactionAttribute(TransactionAttributeType.MANDATORY)
    public void retire(List<Long> runs) {
        repository.retire(runs);
    }
}
