package io.agentrunner.worker;

import io.agentrunner.execution.Claims;
import io.agentrunner.settings.Settings;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ContextService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Looks for queued runs when it is woken: one look at a time, wake-ups during a look make one more. Wakes itself when a
 * slot frees and runs may be waiting for it. Thread-safe.
 */
@ApplicationScoped
class ClaimLoop {
    private static final System.Logger LOG = System.getLogger(ClaimLoop.class.getName());
    private static final int MOST_AT_ONCE = 500;

    private final BlockingQueue<Boolean> wakeUps = new ArrayBlockingQueue<>(1);

    @Inject
    private Claims claims;

    @Inject
    private Executor executor;

    @Inject
    private Membership membership;

    @Inject
    private Draining draining;

    @Inject
    private Running running;

    @Inject
    private Settings settings;

    @Inject
    private WorkerMetrics metrics;

    @Inject
    private AttemptLog log;

    @Resource
    private ContextService contexts;

    private Thread thread;
    private volatile boolean closed;
    private volatile boolean moreMayWait;
    /** A claim that failed may have been committed all the same. For the loop's thread. */
    private boolean unanswered;

    void open() {
        thread = Thread.ofPlatform().name("claims").daemon().start(contexts.contextualRunnable(this::lookUntilClosed));
        wake();
    }

    /** Looks for queued runs soon. */
    void wake() {
        wakeUps.offer(true);
    }

    /** Stops looking; a claim that is under way is waited for, at most so long. */
    void close(Duration most) throws InterruptedException {
        closed = true;
        wake();
        if (thread != null) {
            thread.join(most);
        }
    }

    private void lookUntilClosed() {
        while (!closed) {
            try {
                wakeUps.take();
                look();
            } catch (InterruptedException e) {
                // Nobody here interrupts; if the server does, the next round sees whether it closed us.
            } catch (RuntimeException e) {
                LOG.log(Level.WARNING, "Looking for queued runs failed; the next tick tries again: " + e.getMessage());
                LOG.log(Level.DEBUG, "Looking for queued runs failed", e);
            }
        }
    }

    private void look() {
        if (unanswered && membership.isLive()) {
            giveBackUnexecuted();
        }
        while (!closed && settings.workerEnabled() && !draining.isRequested() && membership.isLive()) {
            var wanted = Math.min(settings.concurrency() - running.size(), MOST_AT_ONCE);
            // Raised before the claim, so that a slot which frees meanwhile asks for another look.
            moreMayWait = true;
            if (wanted <= 0) {
                return;
            }
            unanswered = true;
            var begunAt = System.nanoTime();
            var claimed = claims.claim(membership.node(), wanted);
            unanswered = false;
            metrics.claimed(claimed, begunAt);
            claimed.forEach(run -> executor.start(run, this::slotFreed));
            if (claimed.size() < wanted) {
                moreMayWait = false;
                return;
            }
        }
    }

    /** Nobody else claims for this node, so what it holds and does not execute is of a claim whose answer was lost. */
    private void giveBackUnexecuted() {
        var executed = running.all().stream().map(Execution::runId).toList();
        var released = claims.releaseUnexecuted(membership.node(), executed, MOST_AT_ONCE);
        log.each(
                Level.WARNING,
                released,
                run -> AttemptLog.head(membership.node(), run.runId(), run.attempt())
                        + " given back: its claim was committed, but not answered",
                "given back");
        unanswered = released.size() == MOST_AT_ONCE;
    }

    void slotFreed() {
        if (moreMayWait) {
            wake();
        }
    }
}
