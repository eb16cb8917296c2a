package io.agentrunner.worker;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The times of an attempt by the monotonic clock: its claim, its begin and its time-out. The time-out counts from the
 * begin, so a busy node that begins late costs the run no time. The deadline of the run counts from the claim, by the
 * database's clock. Thread-safe.
 */
final class AttemptClock {
    /** How long an attempt may wait for its thread. Then it is released, so that another node can claim the run. */
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

    /** Begins the attempt, unless it was withdrawn. */
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

    /** Returns whether the attempt has waited for its thread that long. */
    boolean waitsFor(Duration time) {
        return phase.get() == Phase.CLAIMED && System.nanoTime() - claimedAt >= time.toNanos();
    }

    /** Keeps the attempt from beginning. Returns false if it has begun, or was withdrawn before. */
    boolean withdraw() {
        return phase.compareAndSet(Phase.CLAIMED, Phase.WITHDRAWN);
    }

    /** Returns whether its time is over. Returns true only once. */
    boolean timesOutNow() {
        return phase.get() == Phase.BEGUN && System.nanoTime() - endsAt >= 0 && timedOut.compareAndSet(false, true);
    }
}
