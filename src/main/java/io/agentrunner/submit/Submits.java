package io.agentrunner.submit;

import io.agentrunner.agents.Agents;
import io.agentrunner.platform.problem.ProblemException;
import io.agentrunner.run.ClaimedRun;
import io.agentrunner.run.LiveAgents;
import io.agentrunner.run.Runs;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.stream.IntStream;

/** Stores the submitted runs of clients. Each call is one transaction. Thread-safe. */
@Stateless
public class Submits {
    @Inject
    private SubmitRepository repository;

    @Inject
    private Runs runs;

    @Inject
    private Agents agents;

    @Inject
    private LiveAgents liveAgents;

    @Inject
    private QueueDepth depth;

    /**
     * The outcome of one transaction.
     *
     * @param answers the answers to the requests, in their order
     * @param started the stored runs that started at once
     * @param queued the number of stored runs that wait in the queue
     */
    public record Stored(List<Submitted> answers, List<ClaimedRun> started, int queued) {}

    /**
     * Stores the runs of several requests, all or none for each request. A refusal affects only its own request.
     *
     * @param door the door by which runs may start with the insert
     */
    public Stored submit(List<Submit> requests, Door door) {
        return submit(requests, existingProjects(requests)::contains, door);
    }

    /** Stores runs like {@link #submit}, but a missing project fails all requests. */
    public Stored submitUnchecked(List<Submit> requests, Door door) {
        return submit(requests, project -> true, door);
    }

    private Stored submit(List<Submit> requests, LongPredicate projects, Door door) {
        var refusals = refusals(requests, projects);
        var accepted = new ArrayList<SubmitRun>();
        for (var i = 0; i < requests.size(); i++) {
            if (refusals.get(i) == null) {
                accepted.addAll(requests.get(i).runs());
            }
        }
        if (accepted.isEmpty()) {
            return new Stored(submitted(requests, refusals, List.of()), List.of(), 0);
        }
        var inserted = insert(accepted, requests, door);
        return inserted.stored(submitted(requests, refusals, inserted.runs()));
    }

    /** Stores the runs of a request. If an earlier request had the same key, returns the runs of that request. */
    public Stored submitOnce(Submit request, SubmitKey key, Door door) {
        check(request, existingProjects(List.of(request))::contains, knownAgents());
        var project = request.runs().getFirst().projectId();
        while (!repository.enter(project, key)) {
            var ids = repository.submittedWith(project, key);
            // There are none, since the runs of the key were retired in between. So the key is free.
            if (!ids.isEmpty()) {
                var before = Submitted.before(ids, request.view() ? runs.find(ids.getFirst()) : null);
                return new Stored(List.of(before), List.of(), 0);
            }
        }
        depth.admission(List.of(request), runs::counts).admit(request);
        var inserted = insert(request.runs(), List.of(request), door);
        var made = made(request, inserted.runs());
        repository.complete(project, key, made.ids());
        return inserted.stored(List.of(made));
    }

    /** Returns the reasons why requests cannot be stored, and null for those that can. */
    private List<ProblemException> refusals(List<Submit> requests, LongPredicate projects) {
        var admission = depth.admission(requests, runs::counts);
        var known = knownAgents();
        var refusals = new ArrayList<ProblemException>();
        for (var request : requests) {
            try {
                check(request, projects, known);
                admission.admit(request);
                refusals.add(null);
            } catch (ProblemException e) {
                refusals.add(e);
            }
        }
        return refusals;
    }

    /** Returns the answer to each request. Accepted requests have their runs in order. */
    private static List<Submitted> submitted(
            List<Submit> requests, List<ProblemException> refusals, List<InsertedRun> inserted) {
        var from = 0;
        var submitted = new ArrayList<Submitted>();
        for (var i = 0; i < requests.size(); i++) {
            if (refusals.get(i) != null) {
                submitted.add(Submitted.refused(refusals.get(i)));
                continue;
            }
            var to = from + requests.get(i).runs().size();
            submitted.add(made(requests.get(i), inserted.subList(from, to)));
            from = to;
        }
        return submitted;
    }

    private static Submitted made(Submit request, List<InsertedRun> inserted) {
        var ids = inserted.stream().map(InsertedRun::id).toList();
        return Submitted.made(
                ids, request.view() ? inserted.getFirst().view(request.runs().getFirst()) : null);
    }

    private Set<Long> existingProjects(List<Submit> requests) {
        return new HashSet<>(repository.existingProjects(requests.stream()
                .flatMap(request -> request.runs().stream())
                .map(SubmitRun::projectId)
                .distinct()
                .toList()));
    }

    private KnownAgents knownAgents() {
        return new KnownAgents(agents.names(), liveAgents::names);
    }

    private static void check(Submit request, LongPredicate projects, KnownAgents known) {
        for (var i = 0; i < request.runs().size(); i++) {
            var run = request.runs().get(i);
            var field = request.item().apply(i);
            if (!projects.test(run.projectId())) {
                throw ProblemException.notFound("There is no project " + run.projectId() + ".")
                        .field(field + "project_id", "names no project");
            }
            if (!known.has(run.agentName())) {
                throw ProblemException.invalid(field + "agent", "must be one of " + String.join(", ", known.all()));
            }
            if (run.isDueAfterItsDeadline()) {
                throw ProblemException.invalid(
                        field + "run_at", "must not be after deadline_at, or the run fails before it may start");
            }
        }
    }

    private record Inserted(List<InsertedRun> runs, List<ClaimedRun> started) {
        Stored stored(List<Submitted> answers) {
            return new Stored(answers, started, runs.size() - started.size());
        }
    }

    private Inserted insert(List<SubmitRun> wanted, List<Submit> requests, Door door) {
        var offer = door.offer(wanted.size());
        var inserted = requests.stream().anyMatch(Submit::view)
                ? repository.insertAndRead(wanted, offer)
                : repository.insert(wanted, offer);
        var started = IntStream.range(0, wanted.size())
                .filter(i -> inserted.get(i).hasStarted())
                .mapToObj(i -> inserted.get(i)
                        .started(wanted.get(i), offer.orElseThrow().node()))
                .toList();
        return new Inserted(inserted, started);
    }
}
