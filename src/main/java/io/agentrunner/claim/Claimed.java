package io.agentrunner.claim;

import io.agentrunner.run.ClaimedRun;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The runs that a claim took, and what it saw of the rest of the queue.
 *
 * @param runs in the order of the queue
 * @param more whether due runs were left out although the limit was not reached: they are too large together, or one of
 *     them has lost too many nodes to share this one with others that lost any
 * @param skipped whether other sessions hold some of the runs whose turn it was
 * @param place where this claim left off in the queue, for one that goes on there; null when nothing was claimed
 * @param untilNextDue how long until the next run that is not due yet; empty when there is none, or the limit was reached
 */
public record Claimed(
        List<ClaimedRun> runs, boolean more, boolean skipped, Optional<Duration> untilNextDue, String place) {
    /** Returns whether there may be more to claim behind rows that others hold. */
    boolean isShortOf(int limit) {
        return skipped && !more && runs.size() < limit;
    }

    Claimed and(Claimed later) {
        return new Claimed(
                Stream.concat(runs.stream(), later.runs.stream()).toList(),
                later.more,
                later.skipped,
                later.untilNextDue,
                later.place == null ? place : later.place);
    }

    long bytes() {
        return runs.stream().mapToLong(ClaimedRun::bytes).sum();
    }
}
