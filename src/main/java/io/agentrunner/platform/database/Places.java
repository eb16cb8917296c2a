package io.agentrunner.platform.database;

import io.agentrunner.platform.problem.ProblemException;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** The places of each lane. The thread that has waited longest gets the next free place. Thread-safe. */
final class Places {
    private static final int RETRY_AFTER_SECONDS = 1;

    private final Map<Lane, Semaphore> free = new EnumMap<>(Lane.class);

    Places() {
        for (var lane : Lane.values()) {
            free.put(lane, new Semaphore(lane.places(), true));
        }
    }

    /**
     * Takes a place and waits for one at most for the patience of the lane. The caller must call {@link #leave} afterwards.
     * The worker's lane needs no places.
     *
     * @throws ProblemException 503 if no place became free in time
     */
    void enter(Lane lane) {
        if (lane != Lane.WORKER && !isEntered(lane)) {
            throw ProblemException.unavailable(
                    "The node already has %d %s under way, the most it allows, and none of them ended in time. Try again shortly."
                            .formatted(lane.places(), lane.requests()),
                    RETRY_AFTER_SECONDS);
        }
    }

    private boolean isEntered(Lane lane) {
        try {
            return free.get(lane).tryAcquire(lane.patience().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    void leave(Lane lane) {
        if (lane != Lane.WORKER) {
            free.get(lane).release();
        }
    }
}
