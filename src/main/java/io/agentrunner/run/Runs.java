package io.agentrunner.run;

import io.agentrunner.access.Caller;
import io.agentrunner.event.EventFilter;
import io.agentrunner.event.EventType;
import io.agentrunner.event.EventView;
import io.agentrunner.event.Events;
import io.agentrunner.platform.http.Page;
import io.agentrunner.platform.problem.DatabaseFault;
import io.agentrunner.platform.problem.ProblemException;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.persistence.PersistenceException;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * The verbs of clients on runs. Each call is one transaction, so a status and its event commit together. Thread-safe.
 */
@Stateless
public class Runs {
    private static final int RETRY_AFTER_SECONDS = 1;
    private static final int MOST_OPEN_DIRECTIVES = 1000;

    @Inject
    private RunRepository repository;

    @Inject
    private Events events;

    @Inject
    private Event<RunSignal> signals;

    @Inject
    private Event<RunsEnded> ended;

    @Inject
    private Event<RunsChanged> changes;

    /** Returns a run. Throws 404 if it does not exist. */
    public RunView find(long id) {
        return repository.find(id).orElseThrow(() -> missing(id));
    }

    /** Returns whether there is such a run in a project that exists for the caller. */
    public boolean isVisible(long id, Caller caller) {
        return repository.project(id).filter(caller::sees).isPresent();
    }

    /** Returns the approximate size of a run as text, in bytes, or 0 if it does not exist. */
    public long bytes(long id) {
        return repository.bytes(id);
    }

    /** Returns a page of the matching runs, newest first. */
    public Page<RunView> search(RunFilter filter, int limit, RunDetail detail) {
        return repository.search(new RunSearch(filter, limit, detail));
    }

    /** Returns a page of a run's events. Throws 404 if the run does not exist. */
    public Page<EventView> events(long id, EventFilter filter) {
        requireThere(id);
        return events.page(id, filter);
    }

    /** Pauses a run: a queued one at once, a running one at the end of its iteration. */
    public RunView pause(long id, String actor) {
        var run = lock(id);
        if (run.pause(actor) && run.status() == RunStatus.PAUSED) {
            tell(run, EventType.RUN_PAUSED, null, actor);
        }
        return find(id);
    }

    /** Queues a paused run again, or withdraws the request to pause a running one. */
    public RunView resume(long id, String actor) {
        var run = lock(id);
        if (run.resume(repository.now()) && run.status() == RunStatus.QUEUED) {
            tell(run, EventType.RUN_RESUMED, null, actor);
            signals.fire(new RunSignal.Queued(1));
        }
        return find(id);
    }

    /** Ends a run at once and interrupts its agent. */
    public RunView stop(long id, String actor) {
        var run = lock(id);
        if (run.stop(repository.now())) {
            tell(run, EventType.RUN_STOPPED, null, actor);
            signals.fire(new RunSignal.Stopped(id, run.attempt()));
            RunsEnded.fire(ended, List.of(new RunEnded(id, run.attempt(), run.agent(), RunStatus.STOPPED, run.took())));
        }
        return find(id);
    }

    /** Queues a failed or stopped run again, with its old deadline. */
    public RunView retry(long id, String actor) {
        return retry(id, null, actor);
    }

    /**
     * Queues a failed or stopped run again.
     *
     * @param deadline the new deadline; null keeps the old one
     */
    public RunView retry(long id, Instant deadline, String actor) {
        var run = lock(id);
        if (run.retry(repository.now(), deadline)) {
            tell(run, EventType.RUN_RETRIED, null, actor);
            signals.fire(new RunSignal.Queued(1));
        }
        return find(id);
    }

    /** The runs with these ids as a list shows them, by ascending id; without those that do not exist. */
    public Page<RunItem> items(List<Long> ids) {
        return repository.items(ids);
    }

    /** The next runs below an id that match a filter, by descending id; not more than fit into a page. */
    public List<Long> matching(RunFilter filter, long before, int most) {
        return repository.matching(filter.before(before), most);
    }

    /**
     * Does to one run what an action on many asks, in the transaction of that action.
     *
     * @throws PersistenceException if the run stays locked by another session
     * @param statuses the run is passed over if it no longer has one of them; empty: whatever its status
     */
    @TransactionAttribute(TransactionAttributeType.MANDATORY)
    public Acted act(long id, String action, Set<RunStatus> statuses, String actor) {
        var run = repository.lock(id);
        if (run.isPresent()
                && !statuses.isEmpty()
                && !statuses.contains(run.get().status())) {
            return new Acted.Passed();
        }
        try {
            switch (action) {
                case "pause" -> pause(id, actor);
                case "resume" -> resume(id, actor);
                case "stop" -> stop(id, actor);
                case "retry" -> retry(id, actor);
                default -> throw new IllegalArgumentException(action);
            }
            return new Acted.Done();
        } catch (ProblemException e) {
            run.ifPresent(repository::forget);
            return new Acted.Refused(id, e.getMessage());
        }
    }

    /** Sends a directive to a run's agent. Throws 409 if the run has ended. */
    public EventView direct(long id, String text, String actor) {
        var run = lock(id);
        if (events.countDirectivesAfter(id, run.directivesDone()) >= MOST_OPEN_DIRECTIVES) {
            throw ProblemException.conflict(
                    "Run %d has %d directives that its agent has not read yet, which is the maximum; send this one later."
                            .formatted(id, MOST_OPEN_DIRECTIVES));
        }
        var event = events.append(id, run.direct(), EventType.DIRECTIVE, text, run.attempt(), actor);
        signals.fire(new RunSignal.Directed(id));
        return event;
    }

    /** Returns the exact number of runs of each status. */
    public Stats stats() {
        return queueState().stats();
    }

    /**
     * Returns the exact number of runs of each status in some projects.
     *
     * @param projects the projects whose runs count; null for all
     */
    public Stats stats(Set<Long> projects) {
        return projects == null ? stats() : Stats.of(repository.counts(projects), repository.waitingIn(projects));
    }

    /** Returns the number of runs of each status, at a time of the database's clock. */
    public Counts counts() {
        return counts(null);
    }

    /**
     * The number of runs of each status in some projects, at a time of the database's clock.
     *
     * @param projects the projects whose runs count; null for all
     */
    public Counts counts(Set<Long> projects) {
        return repository.counts(projects);
    }

    /** The number of runs of each status, exact, and the due runs that wait. */
    public QueueState queueState() {
        return new QueueState(repository.counts(null), repository.waiting());
    }

    /**
     * Folds the changes of the counters into their sums, in one bounded step. Returns whether more changes may be left.
     */
    public boolean foldCounts() {
        return repository.foldCounts() == RunRepository.FOLDED_AT_ONCE;
    }

    private void tell(Run run, String type, String payload, String actor) {
        events.append(run.id(), run.nextEvent(), type, payload, run.attempt(), actor);
    }

    /** Locks a run that a verb may change. */
    private Run lock(long id) {
        try {
            changes.fire(RunsChanged.EVENT);
            return repository.lock(id).orElseThrow(() -> missing(id));
        } catch (PersistenceException e) {
            if (DatabaseFault.in(e).filter(DatabaseFault::isLocked).isEmpty()) {
                throw e;
            }
            throw ProblemException.unavailable(
                    "Another session is changing run %d; nothing was done. Try again.".formatted(id),
                    RETRY_AFTER_SECONDS);
        }
    }

    /** Throws 404 if the run does not exist. Does not read it, since it may be large. */
    public void requireThere(long id) {
        if (repository.bytes(id) == 0) {
            throw missing(id);
        }
    }

    private static ProblemException missing(long id) {
        return ProblemException.notFound("There is no run " + id + ".");
    }
}
