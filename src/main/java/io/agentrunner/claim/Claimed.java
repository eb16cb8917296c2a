package io.agentrunner.claim;

import io.agentrunner.run.ClaimedRun;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The runs of a claim, and its view of the rest of the queue.
 *
 * @param runs in the order of the queue
 * @param more whether due runs were left out although the limit was not reached, because they are too large together,
 * or because one of them has lost too many nodes to share this node with others that lost any
 * @param skipped whether other sessions hold some of the first runs
 * @param place the position where this claim ended, for a claim that continues there; null if nothing was claimed
 * @param untilNextDue the time until the next run is due; empty if there is none, or if the limit was reached
 */
public record Claimed(
        List<ClaimedRun> runs, boolean more, boolean skipped, Optional<Duration> untilNextDue, String place) {
    /** Returns whether there may be more runs to claim behind rows that others hold. */
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
