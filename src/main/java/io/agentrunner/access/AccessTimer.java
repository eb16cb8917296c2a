package io.agentrunner.access;

import io.agentrunner.platform.problem.FaultLog;
import jakarta.annotation.PreDestroy;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;

/** Removes ended sessions and old entries of the audit, every ten minutes, on every node. */
@Singleton
@Startup
@DependsOn("Schema")
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class AccessTimer {
    private static final FaultLog FAULTS = new FaultLog(AccessTimer.class);
    private static final int MOST_STEPS = 100;

    @Inject
    private Sessions sessions;

    @Inject
    private Audit audit;

    private volatile boolean stopping;

    /** One bounded round. */
    @Schedule(minute = "*/10", hour = "*", persistent = false)
    public void retire() {
        try {
            for (var step = 0; step < MOST_STEPS && !stopping && sessions.retire(); step++) {
                // The next step removes more.
            }
            for (var step = 0; step < MOST_STEPS && !stopping && audit.retire(); step++) {
                // The next step removes more.
            }
        } catch (RuntimeException e) {
            if (!stopping) {
                FAULTS.warn("Ended sessions and old audit entries were not removed; the next round tries again", e);
            }
        }
    }

    @PreDestroy
    void stop() {
        stopping = true;
    }
}
