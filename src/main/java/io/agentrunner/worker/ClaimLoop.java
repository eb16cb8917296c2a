package io.agentrunner.worker;

import io.agentrunner.agents.Agents;
import io.agentrunner.claim.Claimed;
import io.agentrunner.claim.ClaimedRun;
import io.agentrunner.claim.Claims;
import io.agentrunner.node.Draining;
import io.agentrunner.node.Membership;
import io.agentrunner.platform.problem.FaultLog;
import io.agentrunner.run.PromptStart;
import io.agentrunner.settings.Settings;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ContextService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Looks for queued runs when it is woken: one look at a time, wake-ups during a look make one more. Wakes itself when a
 * slot frees and runs may be waiting for it. A submit that meets no look starts its runs itself, here, so that a run is
 * stored and started by one statement. Thread-safe.
 */
@ApplicationScoped
class ClaimLoop {
    private static final System.Logger LOG = System.getLogger(ClaimLoop.class.getName());
    private static final FaultLog FAULTS = new FaultLog(ClaimLoop.class);
    private static final int MOST_AT_ONCE = 500;
    /** A larger submit would wait longer for its answer than its runs for their start. */
    private static final int MOST_SUBMITTED_ALONG = 20;
    /** A commit that was not answered may still be under way: its session hears of the lost connection later. */
    private static final Duration IN_DOUBT = Duration.ofSeconds(10);
    /** Later than that the check interval is sooner. */
    private static final Duration FORESEEN = Duration.ofHours(1);

    /** A submit that took so long waits for a lock or a connection, and kept the looks of this node waiting. */
    private static final Duration SLOW_OFFER = Duration.ofMillis(500);

    private static final Duration WITHOUT_OFFERS = Duration.ofSeconds(5);

    /** So long at most, runs that come late to a place that this node has passed wait for its next look at the whole queue. */
    private static final Duration PASSED = Duration.ofMillis(250);

    private final BlockingQueue<Boolean> wakeUps = new ArrayBlockingQueue<>(1);

    @Inject
    private Claims claims;

    @Inject
    private Agents agents;

    @Inject
    private Executor executor;

    @Inject
    private Membership membership;

    @Inject
    private Draining draining;

    @Inject
    private Slots slots;

    @Inject
    private Carriers carriers;

    @Inject
    private Settings settings;

    @Inject
    private WorkerMetrics metrics;

    @Inject
    private Comparison comparison;

    @Resource
    private ContextService contexts;

    /** Held by whoever claims for this node, until its claim is committed and the runs are known here. */
    private final ReentrantLock claiming = new ReentrantLock();

    private Thread thread;
    private volatile boolean closed;
    private volatile boolean moreMayWait;
    private volatile boolean moreCpuBoundMayWait;
    /** A claim that failed before may have been committed all the same, or be so soon. */
    private volatile long inDoubtUntil = System.nanoTime();
    /** With the lock. */
    private long offeredAt;

    private long noOffersBefore = System.nanoTime();
    /** Where the last look left off in the queue; null for its front. Of the thread, like the next two. */
    private String place;

    private long lookedAtAllAt;
    /** Somebody said that there may be runs anywhere in the queue. */
    private volatile boolean mayHaveMore;
    /** When the next run comes due that the last look saw, from {@link System#nanoTime}; null for none. Of the thread. */
    private Long nextDueAt;

    void open() {
        thread = Thread.ofPlatform().name("claims").daemon().start(contexts.contextualRunnable(this::lookUntilClosed));
        wake();
    }

    /** Looks for queued runs soon. */
    void wake() {
        mayHaveMore = true;
        wakeUps.offer(true);
    }

    /** Stops looking; a claim that is under way is waited for, at most so long. */
    void close(Duration most) throws InterruptedException {
        closed = true;
        wake();
        if (thread != null) {
            thread.join(most);
        }
        if (claiming.tryLock(most.toMillis(), TimeUnit.MILLISECONDS)) {
            claiming.unlock();
        }
    }

    /**
     * Offers this node to a submit, unless somebody claims now, runs wait already or it has not as many slots. Then {@link
     * #startAlong} or {@link #dropAlong} must follow on this thread, when the transaction has ended.
     */
    void offer(PromptStart start) {
        // Not ahead of a look that waits for the lock: one submit after the other could keep it from its turn.
        if (start.runs() > MOST_SUBMITTED_ALONG || claiming.hasQueuedThreads() || !claiming.tryLock()) {
            return;
        }
        var offered = false;
        try {
            offeredAt = System.nanoTime();
            if (offeredAt - noOffersBefore >= 0 && !moreMayWait && mayClaim() && hasRoomFor(start)) {
                start.offer(claims.offer(membership.node(), agents.notCpuBound()));
                offered = true;
            }
        } finally {
            if (!offered) {
                claiming.unlock();
            }
        }
    }

    /** The transaction of a submit was committed: executes what it started here, and says how many that are. */
    int startAlong(PromptStart start) {
        if (!claiming.isHeldByCurrentThread()) {
            return 0;
        }
        try {
            var claimed = start.started().stream().map(ClaimedRun::of).toList();
            metrics.pickedUp(claimed);
            // Before they start, so that a slot which frees meanwhile asks for a look.
            moreMayWait = free() <= claimed.size();
            start(claimed);
            return claimed.size();
        } finally {
            offerEnded();
        }
    }

    /** The transaction of a submit failed; its commit may only not have been answered, so the next look finds out. */
    void dropAlong(PromptStart start) {
        if (!claiming.isHeldByCurrentThread()) {
            return;
        }
        if (start.isStored()) {
            doubt();
            wake();
        }
        offerEnded();
    }

    /** Submits that wait for something, as for a project's row, are not offered this node one after the other. */
    private void offerEnded() {
        var now = System.nanoTime();
        if (now - offeredAt > SLOW_OFFER.toNanos()) {
            noOffersBefore = now + WITHOUT_OFFERS.toNanos();
        }
        claiming.unlock();
    }

    /** This node may hold runs that it does not execute: each look of the next time asks for a comparison. */
    private void doubt() {
        inDoubtUntil = System.nanoTime() + IN_DOUBT.toNanos();
    }

    /**
     * Does something while nobody claims for this node, so all that was claimed is known here or will never be.
     *
     * @param most how long it may wait for a claim that is under way
     * @return whether it was done
     */
    boolean whileNoneIsClaimed(Duration most, Runnable work) {
        try {
            if (!claiming.tryLock(most.toMillis(), TimeUnit.MILLISECONDS)) {
                return false;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        try {
            work.run();
            return true;
        } finally {
            claiming.unlock();
        }
    }

    /** Starts each by itself: the fault of one is its own. */
    private void start(List<ClaimedRun> claimed) {
        for (var run : claimed) {
            try {
                executor.start(run, this::slotFreed);
            } catch (RuntimeException | Error e) {
                // The comparison gives it back, as it does when this fails, too.
                doubt();
                LOG.log(Level.ERROR, AttemptLog.head(run.node(), run.id(), run.attempt()) + " could not be started", e);
            }
        }
    }

    private Claimed claim(int wanted, Set<String> ofAgents, long bytes, String from) {
        try {
            return claims.claim(membership.node(), wanted, ofAgents, bytes, from);
        } catch (RuntimeException e) {
            doubt();
            throw e;
        }
    }

    private void lookUntilClosed() {
        while (!closed) {
            try {
                awaitWakeUp();
                claiming.lock();
                try {
                    look();
                } finally {
                    claiming.unlock();
                }
            } catch (InterruptedException e) {
                // Nobody here interrupts; if the server does, the next round sees whether it closed us.
            } catch (RuntimeException e) {
                FAULTS.warn("Looking for queued runs failed; the next tick tries again", e);
            }
        }
    }

    /** Waits for a wake-up, at most until the next run comes due. */
    private void awaitWakeUp() throws InterruptedException {
        if (nextDueAt == null) {
            wakeUps.take();
        } else {
            wakeUps.poll(nextDueAt - System.nanoTime(), TimeUnit.NANOSECONDS);
        }
        nextDueAt = null;
    }

    private void look() {
        if (System.nanoTime() - inDoubtUntil < 0) {
            comparison.ask();
        }
        claimCpuBound();
        while (mayClaim()) {
            var wanted = free();
            // Raised before the claim, so that a slot which frees meanwhile asks for another look.
            moreMayWait = true;
            var bytes = slots.freeBytes();
            if (wanted <= 0 || bytes <= 0) {
                return;
            }
            var begunAt = System.nanoTime();
            var from = placeToGoOn(begunAt);
            var claimed = claim(wanted, agents.notCpuBound(), bytes, from);
            place = claimed.place();
            metrics.claimed(claimed.runs(), begunAt);
            start(claimed.runs());
            var isDone = claimed.runs().size() < wanted && !claimed.more();
            if (isDone || claimed.runs().isEmpty()) {
                if (from != null) {
                    // There may be runs before that place.
                    place = null;
                    continue;
                }
                moreMayWait = claimed.more();
                nextDueAt = claimed.untilNextDue()
                        .filter(time -> time.compareTo(FORESEEN) < 0)
                        .map(time -> System.nanoTime() + time.toNanos())
                        .orElse(null);
                return;
            }
        }
    }

    /**
     * Where to go on: a look that only a free slot asked for need not pass again all that was claimed before, which stays in
     * the index until a vacuum. Null for the front of the queue.
     */
    private String placeToGoOn(long now) {
        if (place != null && !mayHaveMore && now - lookedAtAllAt < PASSED.toNanos() && settings.agingSeconds() == 0) {
            return place;
        }
        // Before the statement: whoever says it later may mean a run that this look does not see.
        mayHaveMore = false;
        lookedAtAllAt = now;
        return null;
    }

    /** CPU-bound runs have places of their own: no more are claimed than can begin. */
    private void claimCpuBound() {
        if (agents.cpuBound().isEmpty() || !mayClaim()) {
            return;
        }
        var wanted = Math.min(slots.freeForCpu(), MOST_AT_ONCE);
        moreCpuBoundMayWait = true;
        if (wanted <= 0 || slots.freeBytes() <= 0) {
            return;
        }
        var begunAt = System.nanoTime();
        var claimed = claim(wanted, agents.cpuBound(), slots.freeBytes(), null);
        metrics.claimed(claimed.runs(), begunAt);
        start(claimed.runs());
        moreCpuBoundMayWait = claimed.more() || claimed.runs().size() == wanted;
    }

    private boolean mayClaim() {
        return !closed
                && settings.workerEnabled()
                && !draining.isRequested()
                && membership.isLive()
                && !carriers.areBusy();
    }

    private int free() {
        return Math.min(slots.free(), MOST_AT_ONCE);
    }

    private boolean hasRoomFor(PromptStart start) {
        return free() >= start.runs() && slots.freeBytes() > 0;
    }

    void slotFreed() {
        if (moreMayWait || moreCpuBoundMayWait) {
            wakeUps.offer(true);
        }
    }
}
