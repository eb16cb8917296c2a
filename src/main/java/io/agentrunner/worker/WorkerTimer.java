package io.agentrunner.worker;

import io.agentrunner.node.Membership;
import io.agentrunner.settings.Settings;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Lock;
import jakarta.ejb.LockType;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The clockwork of the check interval. A tick per second checks whether the interval is over. EJB timers cannot keep
 * intervals below one second, so these run on a managed scheduled executor. The interval is read at each tick, so a
 * change takes effect at the next one. Thread-safe.
 */
@Singleton
@Startup
@DependsOn("Worker")
@Lock(LockType.READ)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class WorkerTimer {
    private static final Duration TICK = Duration.ofSeconds(1);

    @Resource
    private ManagedScheduledExecutorService scheduler;

    @Inject
    private ClaimLoop loop;

    @Inject
    private Maintenance maintenance;

    @Inject
    private Membership membership;

    @Inject
    private Settings settings;

    private final AtomicBoolean fast = new AtomicBoolean();
    private volatile Future<?> next;
    private volatile long lastLook = System.nanoTime();

    /** Makes one round, which wakes the worker if the interval is over. */
    @Schedule(second = "*", minute = "*", hour = "*", persistent = false)
    public void tick() {
        var interval = settings.checkInterval();
        if (interval.compareTo(TICK) < 0) {
            if (fast.compareAndSet(false, true)) {
                beat();
            }
        } else if (System.nanoTime() - lastLook
                >= interval.minus(TICK.dividedBy(2)).toNanos()) {
            // Half a tick of tolerance: an interval of 2.5 s polls after 2 s and 3 s alternately.
            look();
        }
    }

    @PreDestroy
    void stop() {
        var pending = next;
        if (pending != null) {
            pending.cancel(false);
        }
    }

    private void beat() {
        var interval = settings.checkInterval();
        if (membership.isLeaving() || interval.compareTo(TICK) >= 0) {
            fast.set(false);
            return;
        }
        look();
        next = scheduler.schedule(this::beat, interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void look() {
        lastLook = System.nanoTime();
        maintenance.ask();
        loop.wake();
    }
}
