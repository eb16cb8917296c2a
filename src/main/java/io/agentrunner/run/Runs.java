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
    private Event<RunSignal> signals;

    /** Queues a run; 404 for an unknown project, 422 for an unknown agent. */
    public RunView submit(SubmitRun wanted) {
        var id = insert(List.of(wanted), i -> "").getFirst();
        return require(id).view();
    }

    /** Queues runs, all or none, in order; a refusal names the item by its index. */
    public SubmittedBatch submit(SubmitBatch wanted) {
        return new SubmittedBatch(insert(wanted.runs(), "runs[%d]."::formatted));
    }

    private List<Long> insert(List<SubmitRun> runs, IntFunction<String> item) {
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
        var ids = repository.insert(new RunColumns(runs));
        signals.fire(new RunSignal.Queued());
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
            signals.fire(new RunSignal.Queued());
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
            signals.fire(new RunSignal.Queued());
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
