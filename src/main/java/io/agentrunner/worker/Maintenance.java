package io.agentrunner.worker;

import io.agentrunner.execution.Journal;
import io.agentrunner.execution.Overdue;
import io.agentrunner.execution.Recovered;
import io.agentrunner.execution.Recovery;
import io.agentrunner.execution.Written;
import io.agentrunner.run.RunMetrics;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ContextService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;
import java.util.List;

/**
 * Takes up what lost nodes and stuck attempts leave behind: one bounded round a tick, on every node, at most one a second.
 * It has a thread of its own: a round that waits for a lock delays neither a look for runs nor the heartbeat. Thread-safe.
 */
@ApplicationScoped
class Maintenance {
    private static final System.Logger LOG = System.getLogger(Maintenance.class.getName());
    private static final int MOST_AT_ONCE = 500;
    private static final long EVERY_NANOS = 900_000_000;
    /** What the node of an overdue attempt gets to tell it first. */
    private static final double GRACE_SECONDS = 5;

    @Inject
    private Recovery recovery;

    @Inject
    private Journal journal;

    @Inject
    private RecoveryMetrics metrics;

    @Inject
    private WorkerMetrics attempts;

    @Inject
    private RunMetrics runs;

    @Resource
    private ContextService contexts;

    private final Aside rounds =
            new Aside("maintenance", "A round of maintenance failed; the next tick tries again", this::round);

    /** Of the one thread that does rounds. */
    private long lastRound = System.nanoTime() - EVERY_NANOS;

    void open() {
        rounds.open(contexts);
    }

    /** One round, if the last one is a second ago. Returns at once. */
    void ask() {
        rounds.ask();
    }

    void close() {
        rounds.close();
    }

    private void round() {
        if (System.nanoTime() - lastRound < EVERY_NANOS) {
            return;
        }
        lastRound = System.nanoTime();
        var lost = recovery.markLostNodes();
        if (lost > 0) {
            metrics.leasesEnded(lost);
            LOG.log(Level.WARNING, "The lease of {0} nodes ended", lost);
        }
        recoverAll();
        var expired = recovery.expire(MOST_AT_ONCE);
        expired.forEach(agent -> runs.ended(agent, "failed", 1));
        if (!expired.isEmpty()) {
            LOG.log(Level.INFO, "{0} runs failed: their deadline passed while they waited", expired.size());
        }
        recovery.overdue(MOST_AT_ONCE, GRACE_SECONDS).forEach(this::timeOut);
    }

    private void timeOut(Overdue found) {
        var overdue = found.write();
        var unused = journal.write(overdue).whenComplete((written, failure) -> {
            if (written instanceof Written.Parked(String status)) {
                attempts.of(found.agent()).failed(status);
                LOG.log(
                        Level.WARNING,
                        "Run {0} attempt {1} timed out; node {2} did not tell it",
                        Long.toString(overdue.runId()),
                        overdue.attempt(),
                        overdue.node());
            }
        });
    }

    private void recoverAll() {
        List<Recovered> recovered;
        do {
            recovered = recovery.recover(MOST_AT_ONCE);
            metrics.recovered(recovered);
            if (!recovered.isEmpty()) {
                LOG.log(
                        Level.WARNING,
                        "Recovered {0} runs of lost nodes, {1} of them quarantined",
                        recovered.size(),
                        recovered.stream().filter(Recovered::quarantined).count());
            }
        } while (recovered.size() == MOST_AT_ONCE);
    }
}
