package io.agentrunner.stream;

import io.agentrunner.platform.problem.FaultLog;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;

/** Removes old rows of the feed, on every node: one at a time works. */
@Singleton
@Startup
@DependsOn("Schema")
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class FeedTimer {
    private static final FaultLog FAULTS = new FaultLog(FeedTimer.class);
    private static final int MOST_STEPS = 100;

    @Inject
    private FeedRetention retention;

    /** One round. */
    @Schedule(second = "15", minute = "*", hour = "*", persistent = false)
    public void forget() {
        try {
            for (var steps = 0; steps < MOST_STEPS && retention.step(); steps++) {
                // There may be more.
            }
        } catch (RuntimeException e) {
            FAULTS.warn("Old rows of the feed could not be removed; the next round tries again", e);
        }
    }
}
