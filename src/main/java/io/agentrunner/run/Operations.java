package io.agentrunner.run;

import io.agentrunner.platform.json.Json;
import io.agentrunner.platform.problem.ProblemException;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Actions on many runs. An operation is a row; a step acts on the next runs and moves the row's cursor in one transaction. So
 * each run is acted on once, whichever nodes do the steps. Thread-safe.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class Operations {
    /** Runs that one step acts on at most. */
    public static final int STEP = 200;

    private static final int FORGOTTEN_AT_ONCE = 1000;

    /** An operation is to be carried out: a CDI event, observed after the commit. */
    public record Begun() {}

    @Inject
    private OperationRepository repository;

    @Inject
    private Runs runs;

    @Inject
    private Event<Begun> begun;

    /** Stores an operation that {@link #step} carries out; 422 if it does not say which runs it is about. */
    public OperationView begin(BulkAction wanted, String actor) {
        wanted.runFilter();
        var operation = repository.insert(wanted, actor);
        begun.fire(new Begun());
        return operation;
    }

    /** An operation as far as it has come; 404 when there is none of that id. */
    public OperationView find(long id) {
        return repository.find(id).orElseThrow(() -> ProblemException.notFound("There is no operation " + id + "."));
    }

    /**
     * Acts on the next runs of the oldest operation that no other session is at; returns whether there was one.
     *
     * @param most runs to act on; 1 to refuse a run that stays locked by another session
     */
    public boolean step(int most) {
        var next = repository.lockNext();
        next.ifPresent(operation -> step(operation, most));
        return next.isPresent();
    }

    private void step(Operation operation, int most) {
        var filter = operation.filter() == null ? null : BulkAction.runFilter(Json.parse(operation.filter()));
        var ids = filter == null
                ? repository.nextNamed(operation, most)
                : runs.matching(filter, operation.before(), most);
        if (ids.isEmpty()) {
            repository.finish(operation);
            return;
        }
        var statuses = filter == null ? Set.<RunStatus>of() : filter.statuses();
        var done = 0;
        var refused = new ArrayList<Acted.Refused>();
        // Rows are locked by ascending id, everywhere.
        for (var id : ids.reversed()) {
            switch (runs.act(id, operation.action(), statuses, operation.actor())) {
                case Acted.Done() -> done++;
                case Acted.Refused refusal -> refused.add(refusal);
                case Acted.Passed() -> {
                    // Neither done nor refused.
                }
            }
        }
        repository.advance(operation, ids.getLast(), done, refused);
    }

    /** Passes over the next run of the oldest operation: it is refused since another session keeps it locked. */
    public void passOverLocked() {
        repository.lockNext().ifPresent(operation -> {
            var next = operation.filter() == null
                    ? repository.nextNamed(operation, 1)
                    : runs.matching(BulkAction.runFilter(Json.parse(operation.filter())), operation.before(), 1);
            next.forEach(run -> repository.advance(
                    operation,
                    run,
                    0,
                    List.of(new Acted.Refused(run, "Run %d stays locked by another session.".formatted(run)))));
        });
    }

    /** Removes operations that finished a week ago; one bounded step. */
    public void forget() {
        repository.forget(FORGOTTEN_AT_ONCE);
    }
}
