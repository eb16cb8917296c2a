package io.agentrunner.submit;

import io.agentrunner.platform.problem.ProblemException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;

/**
 * The content of one request: runs to queue, all or none, in order.
 *
 * @param item returns the name of the run at an index in a refusal
 * @param view whether the response contains the first run
 */
public record Submit(List<SubmitRun> runs, IntFunction<String> item, boolean view) {
    static Submit one(SubmitRun run) {
        return new Submit(List.of(run), i -> "", true);
    }

    static Submit batch(SubmitBatch batch) {
        return new Submit(batch.runs(), "runs[%d]."::formatted, false);
    }

    /** Returns the project of all its runs, or empty if they belong to several. */
    Optional<Long> project() {
        var first = runs.getFirst().projectId();
        return runs.stream().allMatch(run -> run.projectId().equals(first)) ? Optional.of(first) : Optional.empty();
    }

    /** Returns the projects of its runs, each once. */
    Set<Long> projects() {
        return runs.stream().map(SubmitRun::projectId).collect(Collectors.toSet());
    }

    /** Throws 404 for the first run whose project is not there. */
    void check(LongPredicate projects) {
        for (var i = 0; i < runs.size(); i++) {
            var project = runs.get(i).projectId();
            if (!projects.test(project)) {
                throw ProblemException.notFound("There is no project " + project + ".")
                        .field(item.apply(i) + "project_id", "names no project");
            }
        }
    }

    static int count(Collection<Submit> submits) {
        return submits.stream().mapToInt(submit -> submit.runs().size()).sum();
    }
}
