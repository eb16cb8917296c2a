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
 * Polls the queue when it is woken. One poll runs at a time, and wake-ups during a poll lead to one more. The loop
 * wakes itself when a slot becomes free and runs may be waiting. Thread-safe.
 */
@ApplicationScoped
class ClaimLoop implements Lifecycle {
    private static final System.Logger LOG = System.getLogger(ClaimLoop.class.getName());
    private static final int MOST_AT_ONCE = 500;
    /** A commit without an answer may still be under way, since its session notices the lost connection later. */
    private static final Duration IN_DOUBT = Duration.ofSeconds(10);
    /** After a longer time the check interval comes first. */
    private static final Duration FORESEEN = Duration.ofHours(1);

    /**
     * The longest time between two polls of the whole queue, while other polls continue from the last position. A run
     * that arrives before this position waits at most this long.
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

    /** Held during a claim for this node, until it is committed and its runs are known here. */
    private final Semaphore claiming = new Semaphore(1);

    private final Loop loop =
            new Loop("claims", "The poll for queued runs failed; the next tick tries again", this::lookWhenWoken);

    private volatile boolean moreMayWait;
    private volatile boolean moreCpuBoundMayWait;
    /** Until this time an earlier claim that failed may still turn out to be committed. */
    private volatile long inDoubtUntil = System.nanoTime();
    /**
     * The position in the queue after the last poll; null for the front. Only for the loop's thread, like the next two
     * fields.
     */
    private String place;

    private long lookedAtAllAt;
    /** True if there may be runs anywhere in the queue. */
    private volatile boolean mayHaveMore;
    /**
     * When the next run comes due, as the last poll saw it, by {@link System#nanoTime}; null for none. Only for the
     * loop's thread.
     */
    private Long nextDueAt;

    @Override
    public void open(UnaryOperator<Runnable> inContext) {
        loop.open(inContext);
        wake();
    }

    /** Requests a poll of the queue. */
    void wake() {
        mayHaveMore = true;
        wakeUps.offer(true);
    }

    /** Stops polling. A claim that is under way continues. */
    @Override
    public void close() {
        loop.finish();
        wake();
    }

    /** Waits for a claim that is under way, at most for {@code most}. Called after {@link #close}. */
    void awaitEnd(Duration most) throws InterruptedException {
        loop.awaitEnd(most);
        if (claiming.tryAcquire(most.toMillis(), TimeUnit.MILLISECONDS)) {
            claiming.release();
        }
    }

    /** Takes the right to claim for this node, unless a claim is under way or about to begin. */
    boolean tryClaiming() {
        // A waiting poll goes first. Otherwise a series of submits could delay it without limit.
        return !claiming.hasQueuedThreads() && claiming.tryAcquire();
    }

    /** Releases the right of {@link #tryClaiming}. */
    void doneClaiming() {
        claiming.release();
    }

    /**
     * Returns whether this node may start this many runs without a claim. It may if it has the slots and knows of no
     * waiting runs.
     */
    boolean hasRoomFor(int runs) {
        return !moreMayWait && mayClaim() && free() >= runs && slots.freeBytes() > 0;
    }

    /** Executes runs that started with their submit. */
    void startSubmitted(List<ClaimedRun> started) {
        metrics.pickedUp(started);
        // Set before the start, so that a slot that becomes free meanwhile requests a poll.
        moreMayWait = free() <= started.size();
        start(started);
    }

    /**
     * Notes that this node may hold runs that it does not execute, so each poll of the next seconds requests a
     * comparison.
     */
    void doubt() {
        inDoubtUntil = System.nanoTime() + IN_DOUBT.toNanos();
    }

    /**
     * Runs a task while there is no claim for this node, so every claimed run is either known here or never will be.
     *
     * @param most how long to wait for a claim that is under way
     * @return whether the task was run
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

    /** Starts each run separately, so that a fault affects only one run. */
    private void start(List<ClaimedRun> claimed) {
        for (var run : claimed) {
            try {
                executor.start(run, this::slotFreed);
            } catch (RuntimeException | Error e) {
                // The comparison gives the run back, also if this fails.
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
            // Set before the claim, so that a slot that becomes free meanwhile requests another poll.
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
                    // There may be runs before that position.
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
     * Returns the position from which to continue, or null for the front of the queue. The entries of claimed runs stay
     * in the index until a vacuum, and a poll that only a free slot requested need not pass them again.
     */
    private String placeToGoOn(long now) {
        if (place != null && !mayHaveMore && now - lookedAtAllAt < PASSED.toNanos() && settings.agingSeconds() == 0) {
            return place;
        }
        // Cleared before the statement, since a later notice may mean a run that this poll does not see.
        mayHaveMore = false;
        lookedAtAllAt = now;
        return null;
    }

    /** CPU-bound runs have their own limit, so only as many are claimed as can begin. */
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
