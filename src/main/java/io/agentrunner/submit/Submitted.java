package io.agentrunner.submit;

import io.agentrunner.platform.problem.ProblemException;
import io.agentrunner.run.RunView;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The result of a submit.
 *
 * @param run the first of its runs, if the response contains it
 * @param replayed whether an earlier request with the same key made these runs
 * @param refusal the reason why nothing was stored; null on success
 */
public record Submitted(List<Long> ids, RunView run, boolean replayed, ProblemException refusal) {
    static Submitted made(List<Long> ids, RunView run) {
        return new Submitted(ids, run, false, null);
    }

    static Submitted before(List<Long> ids, RunView run) {
        return new Submitted(ids, run, true, null);
    }

    static Submitted refused(ProblemException why) {
        return new Submitted(List.of(), null, false, why);
    }

    void settle(CompletableFuture<Submitted> future) {
        if (refusal == null) {
            future.complete(this);
        } else {
            future.completeExceptionally(refusal);
        }
    }
}
