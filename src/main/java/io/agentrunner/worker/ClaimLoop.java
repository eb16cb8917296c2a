package io.agentrunner.worker;

import io.agentrunner.agents.Agents;
import io.agentrunner.claim.Claimed;
import io.agentrunner.claim.Claims;
import io.agentrunner.node.Membership;
import io.agentrunner.platform.thread.Lifecycle;
import io.agentrunner.platform.thread.Loop;
import io.agentrunner.run.ClaimedRun;
import io.agentrunner.settings.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * Looks for queued runs when it is woken: one look at a time, wake-ups during a look make one more. Wakes itself when a
 * slot frees and runs may be waiting for it. Thread-safe.
 */
@ApplicationScoped
class ClaimLoop implements Lifecycle {
    private static final System.Logger LOG = System.getLogger(ClaimLoop.class.getName());
    private static final int MOST_AT_ONCE = 500;
    /** A commit that was not answered may still be under way: its session hears of the lost connection later. */
    private static final Duration IN_DOUBT = Duration.ofSeconds(10);
    /** Later than that the check interval is sooner. */
    private static final Duration FORESEEN = Duration.ofHours(1);

    /**
     * So long at most, runs that come late to a place that this node has passed wait for its next look at the whole queue.
     */
    private static final Duration PASSED = Duration.ofMillis(250);

    private final BlockingQueue<Boolean> wakeUps = new ArrayBlockingQueue<>(1);

    @Inject
    private Claims claims;

    @Inject
    private Agents agents;

    @Inject
    private RunExecutor executor;

    @Inject
    private Membership membership;

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

    /** Held by who claims for this node, until the claim is committed and its runs are known here. */
    private final Semaphore claiming = new Semaphore(1);

    private final Loop loop =
            new Loop("claims", "The poll for queued runs failed; the next tick tries again", this::lookWhenWoken);

    private volatile boolean moreMayWait;
    private volatile boolean moreCpuBoundMayWait;
    /** A claim that failed before may have been committed all the same, or be so soon. */
    private volatile long inDoubtUntil = System.nanoTime();
    /** Where the last look left off in the queue; null for its front. Of the thread, like the next two. */
    private String place;

    private long lookedAtAllAt;
    /** Somebody said that there may be runs anywhere in the queue. */
    private volatile boolean mayHaveMore;
    /** When the next run comes due that the last look saw, from {@link System#nanoTime}; null for none. Of the thread. */
    private Long nextDueAt;

    @Override
    public void open(UnaryOperator<Runnable> inContext) {
        loop.open(inContext);
        wake();
    }

    /** Looks for queued runs soon. */
    void wake() {
        mayHaveMore = true;
        wakeUps.offer(true);
    }

    /** Stops looking; a claim that is under way goes on. */
    @Override
    public void close() {
        loop.finish();
        wake();
    }

    /** After {@link #close}: waits for a claim that is under way, at most for {@code most}. */
    void awaitEnd(Duration most) throws InterruptedException {
        loop.awaitEnd(most);
        if (claiming.tryAcquire(most.toMillis(), TimeUnit.MILLISECONDS)) {
            claiming.release();
        }
    }

    /** Keeps others from claiming for this node, unless somebody claims or is about to. */
    boolean tryClaiming() {
        // Not ahead of a look that waits: one submit after the other could keep it from its turn.
        return !claiming.hasQueuedThreads() && claiming.tryAcquire();
    }

    /** After {@link #tryClaiming}. */
    void doneClaiming() {
        claiming.release();
    }

    /**
     * Returns whether this node may start so many runs that nobody claimed: it knows of none that wait and has the slots.
     */
    boolean hasRoomFor(int runs) {
        return !moreMayWait && mayClaim() && free() >= runs && slots.freeBytes() > 0;
    }

    /** Executes runs that started with their submit. */
    void startSubmitted(List<ClaimedRun> started) {
        metrics.pickedUp(started);
        // Before they start, so that a slot which frees meanwhile asks for a look.
        moreMayWait = free() <= started.size();
        start(started);
    }

    /** This node may hold runs that it does not execute: each look of the next time asks for a comparison. */
    void doubt() {
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
            if (!claiming.tryAcquire(most.toMillis(), TimeUnit.MILLISECONDS)) {
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
            claiming.release();
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

    private void lookWhenWoken() throws InterruptedException {
        awaitWakeUp();
        claiming.acquireUninterruptibly();
        try {
            look();
        } finally {
            claiming.release();
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
        return !loop.isClosed() && membership.mayClaim() && !carriers.areBusy();
    }

    private int free() {
        return Math.min(slots.free(), MOST_AT_ONCE);
    }

    void slotFreed() {
        if (moreMayWait || moreCpuBoundMayWait) {
            wakeUps.offer(true);
        }
    }
}
