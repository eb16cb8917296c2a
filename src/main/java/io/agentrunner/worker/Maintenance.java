package io.agentrunner.worker;

import io.agentrunner.claim.Overdue;
import io.agentrunner.claim.Recovered;
import io.agentrunner.claim.Recovery;
import io.agentrunner.journal.Journal;
import io.agentrunner.journal.Written;
import io.agentrunner.node.Membership;
import io.agentrunner.platform.thread.Lifecycle;
import io.agentrunner.platform.thread.OnDemand;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Recovers the runs of lost nodes and stuck attempts, in one bounded round per tick on every node, at most one per
 * second. It has its own thread, so a round that waits for a lock delays neither a poll of the queue nor the heartbeat.
 * Thread-safe.
 */
@ApplicationScoped
class Maintenance implements Lifecycle {
    private static final System.Logger LOG = System.getLogger(Maintenance.class.getName());
    private static final int MOST_AT_ONCE = 500;
    private static final long EVERY_NANOS = 900_000_000;
    /**
     * How long the node of an overdue attempt has to write the time-out itself, since it may begin an attempt later
     * than it claims it.
     */
    private static final double GRACE_SECONDS = AttemptClock.TO_BEGIN.toSeconds() + 5.0;

    @Inject
    private Recovery recovery;

    @Inject
    private Journal journal;

    @Inject
    private RecoveryMetrics metrics;

    @Inject
    private WorkerMetrics attempts;

    @Inject
    private Membership membership;

    @Inject
    private AttemptLog log;

    private final OnDemand rounds =
            new OnDemand("maintenance", "A round of maintenance failed; the next tick tries again", this::round);

    /** No other thread waits for a round. */
    private static final int ROUNDS_BETWEEN_FORGETTING = 100;

    /** Used only by the thread of the rounds. */
    private int roundsDone;

    private long lastRound = System.nanoTime() - EVERY_NANOS;

    @Override
    public void open(UnaryOperator<Runnable> inContext) {
        rounds.open(inContext);
    }

    /** Requests a round, if the last one was at least a second ago. Returns at once. */
    void ask() {
        rounds.ask();
    }

    @Override
    public void close() {
        rounds.close();
    }

    private void round() {
        if (System.nanoTime() - lastRound < EVERY_NANOS) {
            return;
        }
        lastRound = System.nanoTime();
        if (roundsDone++ % ROUNDS_BETWEEN_FORGETTING == 0) {
            recovery.forgetLostNodes(MOST_AT_ONCE);
        }
        if (recovery.isDue(GRACE_SECONDS)) {
            takeUp();
        }
    }

    private void takeUp() {
        var lost = recovery.markLostNodes();
        metrics.leasesEnded(lost.size());
        lost.forEach(node -> LOG.log(Level.WARNING, "The lease of node {0} ended: it is lost", node));
        recoverAll();
        wakeAll();
        expire();
        var overdue = recovery.overdue(MOST_AT_ONCE, GRACE_SECONDS);
        overdue.stream()
                .filter(found -> !journal.isTimingOut(found.write().runId()))
                .forEach(this::timeOut);
    }

    private void wakeAll() {
        while (recovery.wake(MOST_AT_ONCE) > 0) {
            // There may be more. Locked rows are left for the next round.
        }
    }

    private void timeOut(Overdue found) {
        var overdue = found.write();
        var unused = journal.write(overdue).whenComplete((written, failure) -> {
            if (written instanceof Written.Parked) {
                attempts.of(found.agent()).ended(written);
                var line = head(overdue.runId(), overdue.attempt());
                LOG.log(Level.WARNING, "{0} timed out; its node {1} did not write the time-out", line, overdue.node());
            }
        });
    }

    private void expire() {
        var expired = recovery.expire(MOST_AT_ONCE);
        log.each(
                Level.WARNING,
                expired,
                run -> head(run.runId(), run.attempt()) + " failed: the run's deadline passed while it waited",
                "failed at their deadline");
    }

    private void recoverAll() {
        List<Recovered> recovered;
        do {
            recovered = recovery.recover(MOST_AT_ONCE);
            metrics.recovered(recovered);
            log.each(Level.WARNING, withQuarantine(recovered, true), this::quarantined, "quarantined");
            log.each(Level.WARNING, withQuarantine(recovered, false), this::recovered, "recovered from lost nodes");
        } while (recovered.size() == MOST_AT_ONCE);
    }

    private static List<Recovered> withQuarantine(List<Recovered> all, boolean quarantined) {
        return all.stream().filter(run -> run.quarantined() == quarantined).toList();
    }

    private String recovered(Recovered run) {
        return "%s recovered from node %s, which is lost".formatted(head(run.runId(), run.attempt()), run.node());
    }

    private String quarantined(Recovered run) {
        return "%s quarantined: it lost node %s, and more nodes than worker.max.recoveries allows"
                .formatted(head(run.runId(), run.attempt()), run.node());
    }

    private String head(long run, int attempt) {
        return AttemptLog.head(membership.node(), run, attempt);
    }
}
