package io.agentrunner.run;

import io.agentrunner.event.Partitions;
import io.agentrunner.platform.problem.FaultLog;
import io.agentrunner.settings.Settings;
import jakarta.annotation.PreDestroy;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;
import java.time.Duration;

/**
 * Deletes runs that ended more than {@code retention.days} ago, and then the event partitions that are empty. Every
 * node does this once per minute. A round is bounded in time, and the next one continues at its end.
 */
@Singleton
@Startup
@DependsOn("Schema")
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class RetentionTimer {
    private static final System.Logger LOG = System.getLogger(RetentionTimer.class.getName());
    private static final FaultLog FAULTS = new FaultLog(RetentionTimer.class);

    private static final Duration ROUND = Duration.ofSeconds(15);

    @Inject
    private Settings settings;

    @Inject
    private Retention retention;

    @Inject
    private Partitions partitions;

    private long after;
    private volatile boolean stopping;

    /** One round. */
    @Schedule(second = "30", minute = "*", hour = "*", persistent = false)
    public void retire() {
        var days = settings.retentionDays();
        if (days == 0) {
            return;
        }
        try {
            var retired = retire(days);
            if (retired > 0) {
                LOG.log(
                        Level.INFO,
                        "Deleted runs that ended more than {0} days ago: {1}",
                        days,
                        Long.toString(retired));
            }
            for (var dropped = partitions.dropEmpty(); dropped.isPresent(); dropped = partitions.dropEmpty()) {
                LOG.log(Level.INFO, "Event partition {0} was empty and was dropped", dropped.get());
            }
        } catch (RuntimeException e) {
            if (!stopping) {
                FAULTS.warn("Old runs could not be deleted; the next round tries again", e);
            }
        }
    }

    private long retire(int days) {
        var end = System.nanoTime() + ROUND.toNanos();
        var retired = 0L;
        while (!stopping && System.nanoTime() < end) {
            var step = retention.step(after, days);
            retired += step.retired();
            after = step.last();
            if (!step.more()) {
                after = 0;
                break;
            }
        }
        return retired;
    }

    @PreDestroy
    void stop() {
        stopping = true;
    }
}
