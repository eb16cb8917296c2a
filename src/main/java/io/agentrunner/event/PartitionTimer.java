package io.agentrunner.event;

import io.agentrunner.platform.problem.FaultLog;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;

/** Makes event partitions ahead of need. Every node does this, and only the first one has work to do. */
@Singleton
@Startup
@DependsOn("Schema")
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class PartitionTimer {
    private static final System.Logger LOG = System.getLogger(PartitionTimer.class.getName());
    private static final FaultLog FAULTS = new FaultLog(PartitionTimer.class);

    @Inject
    private Partitions partitions;

    /** One round. */
    @Schedule(minute = "*/5", hour = "*", persistent = false)
    public void ensureAhead() {
        try {
            if (partitions.ensureAhead()) {
                LOG.log(Level.INFO, "Event partitions made ahead");
            }
        } catch (RuntimeException e) {
            FAULTS.warn("Event partitions could not be made ahead; the next round tries again", e);
        }
    }

    /** Updates the statistics of the whole table once per hour. */
    @Schedule(minute = "17", hour = "*", persistent = false)
    public void analyze() {
        try {
            partitions.analyze();
        } catch (RuntimeException e) {
            FAULTS.warn("The event table could not be analyzed; the next round tries again", e);
        }
    }
}
