package io.agentrunner.event;

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

    /**
     * The SQL of a page of a run's events: parameter 1 is the event after which it begins, 2 its size. The run stands in the
     * text, so that a plan knows its partition: one that does not sorts all the events that follow.
     */
    public static String page(long run) {
        return "select * from event where run_id = " + run + " and id > ?1 order by id limit ?2";
    }

    /** A run's events with an id above {@code after}, oldest first, at most {@code limit}. */
    public List<EventView> after(long run, int after, int limit) {
        return repository.after(run, after, limit).stream().map(Event::view).toList();
    }

    /** A run's directives with an event id above {@code after}, oldest first, at most {@code limit}. */
    public List<EventView> directivesAfter(long run, int after, int limit) {
        return repository.directivesAfter(run, after, limit).stream()
                .map(Event::view)
                .toList();
    }

    /**
     * Appends an event, in the transaction that changes the run's status and holds its row lock.
     *
     * @param id the next number of the run's log, taken under that lock
     */
    @TransactionAttribute(TransactionAttributeType.MANDATORY)
    public EventView append(long run, int id, String type, String payload, int attempt, String actor) {
        return repository.append(run, id, type, payload, attempt, actor).view();
    }

    /** Removes all events of runs, in the transaction that holds their row locks and removes the runs. */
    @TransactionAttribute(TransactionAttributeType.MANDATORY)
    public void retire(List<Long> runs) {
        repository.retire(runs);
    }
}
