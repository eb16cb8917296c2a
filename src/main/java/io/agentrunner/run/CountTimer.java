package io.agentrunner.run;

import io.agentrunner.platform.problem.FaultLog;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;

/**
 * Folds the counters of runs by status and then samples them for the metrics. Every node does this and skips rows that
 * another node holds.
 */
@Singleton
@Startup
@DependsOn("Schema")
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class CountTimer {
    private static final FaultLog FAULTS = new FaultLog(CountTimer.class);

    @Inject
    private Runs runs;

    private static final int MOST_STEPS = 20;

    @Inject
    private RunMetrics metrics;

    @Inject
    private MetricHistory history;

    private final UnclaimableLog unclaimed = new UnclaimableLog();

    /** One round. */
    @Schedule(second = "*/10", minute = "*", hour = "*", persistent = false)
    public void fold() {
        try {
            // Runs that come due at many different times leave many changes.
            for (var steps = 0; runs.foldCounts() && steps < MOST_STEPS; steps++) {}
            var state = runs.queueState();
            metrics.sampled(state);
            history.sample(state.stats());
            unclaimed.report(state.unclaimable());
        } catch (RuntimeException e) {
            FAULTS.warn("The counters could not be updated; the next round tries again", e);
        }
    }
}
