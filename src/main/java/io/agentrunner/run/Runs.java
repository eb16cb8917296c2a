package io.agentrunner.run;

import io.agentrunner.agent.Agents;
import io.agentrunner.event.EventType;
import io.agentrunner.event.EventView;
import io.agentrunner.event.Events;
import io.agentrunner.platform.problem.ProblemException;
import jakarta.ejb.Stateless;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.util.HashSet;
import java.util.List;
import java.util.function.IntFunction;

/**
 * What clients do with runs. Each call is one transaction: a status and the event that tells it commit together.
 * Thread-safe.
 */
@Stateless
public class Runs {
    @Inject
    private RunRepository repository;

    @Inject
    private Events events;

    @Inject
    private Agents agents;

    @Inject
    private QueueDepth depth;

    @Inject
    private Event<RunSignal> signals;

    /**
     * Queues runs, all or none, in order; with the key of an earlier request, answers what that one made.
     *
     * @param item how a refusal names the run of an index
     * @param key the client's, or null
     */
    public Submitted submit(List<SubmitRun> wanted, IntFunction<String> item, SubmitKey key) {
        check(wanted, item);
        if (key == null) {
            return new Submitted(insert(wanted), false);
        }
        var project = wanted.getFirst().projectId();
        if (!repository.enter(project, key)) {
            return new Submitted(repository.submittedWith(project, key), true);
        }
        var ids = insert(wanted);
        repository.complete(project, key, ids);
        return new Submitted(ids, false);
    }

    private void check(List<SubmitRun> runs, IntFunction<String> item) {
        var projects = new HashSet<>(repository.existingProjects(
                runs.stream().map(SubmitRun::projectId).distinct().toList()));
        for (var i = 0; i < runs.size(); i++) {
            var run = runs.get(i);
            var field = item.apply(i);
            if (!projects.contains(run.projectId())) {
                throw ProblemException.notFound("There is no project " + run.projectId() + ".")
                        .field(field + "project_id", "names no project");
            }
            if (agents.find(run.agentName()).isEmpty()) {
                throw ProblemException.invalid(field + "agent", "must be one of " + String.join(", ", agents.names()));
            }
        }
    }

    private List<Long> insert(List<SubmitRun> runs) {
        depth.check(() -> repository.stats().queued());
        var ids = repository.insert(new RunColumns(runs));
        signals.fire(new RunSignal.Queued(ids.size()));
        return ids;
    }

    /** One run; 404 when there is none of that id. */
    public RunView find(long id) {
        return require(id).view();
    }

    /** The runs that match, newest first, at most {@code limit}. */
    public List<RunView> search(RunFilter filter, int limit) {
        return repository.search(filter, limit).stream().map(Run::view).toList();
    }

    /** A run's events after a cursor, oldest first; 404 when there is no such run. */
    public List<EventView> events(long id, int after, int limit) {
        require(id);
        return events.after(id, after, limit);
    }

    /** Pauses a run: a queued one at once, a running one at the end of its iteration. */
    public RunView pause(long id, String actor) {
        var run = lock(id);
        if (run.pause() && run.status() == RunStatus.PAUSED) {
            tell(run, EventType.RUN_PAUSED, null, actor);
        }
        return run.view();
    }

    /** Queues a paused run again, or takes back the request to pause a running one. */
    public RunView resume(long id, String actor) {
        var run = lock(id);
        if (run.resume() && run.status() == RunStatus.QUEUED) {
            tell(run, EventType.RUN_RESUMED, null, actor);
            signals.fire(new RunSignal.Queued(1));
        }
        return run.view();
    }

    /** Ends a run now; the agent that executes it is interrupted. */
    public RunView stop(long id, String actor) {
        var run = lock(id);
        if (run.stop(repository.now())) {
            tell(run, EventType.RUN_STOPPED, null, actor);
            signals.fire(new RunSignal.Stopped(id));
        }
        return run.view();
    }

    /** Queues a failed or stopped run again. */
    public RunView retry(long id, String actor) {
        var run = lock(id);
        if (run.retry(repository.now())) {
            tell(run, EventType.RUN_RETRIED, null, actor);
            signals.fire(new RunSignal.Queued(1));
        }
        return run.view();
    }

    /** Tells a run's agent something; 409 when the run has ended. */
    public EventView direct(long id, String text, String actor) {
        var run = lock(id);
        var event = events.append(id, run.direct(), EventType.DIRECTIVE, text, run.attempt(), actor);
        signals.fire(new RunSignal.Directed(id));
        return event;
    }

    /** How many runs there are of each status; exact. */
    public Stats stats() {
        return repository.stats();
    }

    /** Folds what the counters gathered into their sums; one bounded step. */
    public void foldCounts() {
        repository.foldCounts();
    }

    private void tell(Run run, String type, String payload, String actor) {
        events.append(run.id(), run.nextEvent(), type, payload, run.attempt(), actor);
    }

    private Run lock(long id) {
        return repository.lock(id).orElseThrow(() -> missing(id));
    }

    private Run require(long id) {
        return repository.find(id).orElseThrow(() -> missing(id));
    }

    private static ProblemException missing(long id) {
        return ProblemException.notFound("There is no run " + id + ".");
    }
}
