package io.agentrunner.worker;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/**
 * When an attempt was claimed, when it began and when its time is over, by the monotonic clock. Its time-out counts from its
 * begin: a node that is too busy to begin costs a run none of its time. The deadline of the run counts from the claim,
 * by the database's clock. Thread-safe.
 */
final class AttemptClock {
    /** How long an attempt may wait for its thread; then it is released, so that another node can take the run. */
    static final Duration TO_BEGIN = Duration.ofSeconds(5);

    private enum Phase {
        CLAIMED,
        BEGUN,
        WITHDRAWN
    }

    private final long claimedAt = System.nanoTime();
    private final Duration timeout;
    private final Optional<Duration> untilDeadline;
    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.CLAIMED);
    private final AtomicBoolean timedOut = new AtomicBoolean();
    private volatile long endsAt;

    AttemptClock(Duration timeout, Optional<Duration> untilDeadline) {
        this.timeout = timeout;
        this.untilDeadline = untilDeadline;
    }

    /** The attempt begins, unless it was withdrawn. */
    boolean begin() {
        var begunAt = System.nanoTime();
        var left = timeout.toNanos();
        if (untilDeadline.isPresent()) {
            left = Math.min(left, untilDeadline.get().toNanos() - (begunAt - claimedAt));
        }
        endsAt = begunAt + left;
        return phase.compareAndSet(Phase.CLAIMED, Phase.BEGUN);
    }

    boolean hasBegun() {
        return phase.get() == Phase.BEGUN;
    }

    /** Returns whether the attempt waits for its thread since that long. */
    boolean waitsFor(Duration time) {
        return phase.get() == Phase.CLAIMED && System.nanoTime() - claimedAt >= time.toNanos();
    }

    /** The attempt shall not begin any more; false when it has begun, or was withdrawn before. */
    boolean withdraw() {
        return phase.compareAndSet(Phase.CLAIMED, Phase.WITHDRAWN);
    }

    /** Returns whether its time is over and nobody has noticed yet: true once. */
    boolean timesOutNow() {
        return phase.get() == Phase.BEGUN && System.nanoTime() - endsAt >= 0 && timedOut.compareAndSet(false, true);
    }
}
