package io.agentrunner.node;

import io.agentrunner.platform.database.Lane;
import io.agentrunner.platform.problem.DatabaseFault;
import io.agentrunner.platform.problem.FaultLog;
import io.agentrunner.platform.problem.ProblemException;
import io.agentrunner.platform.schema.Schema;
import io.agentrunner.platform.thread.OnDemand;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ContextService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Checks whether the database lets this node be ready. A separate thread queries the database, so a probe is answered within
 * a second even if the database is slower. After 0.2 s without an answer the last one counts, if it is younger than five
 * seconds. Thread-safe.
 */
@ApplicationScoped
class DatabaseReadiness {
    private static final FaultLog FAULTS = new FaultLog(ReadyCheck.class);
    private static final long PATIENCE = Duration.ofMillis(200).toNanos();
    private static final long PATIENCE_WITHOUT_LAST = Duration.ofMillis(800).toNanos();
    private static final long KEPT = Duration.ofSeconds(5).toNanos();

    @Inject
    private Membership membership;

    @Inject
    private Schema schema;

    @Inject
    private Nodes nodes;

    @Resource
    private ContextService contexts;

    private final OnDemand looks = new OnDemand("readiness", "The check of the readiness failed", this::look);

    /** Guarded by {@code this}. */
    private long asked;

    private long answered;
    private long answeredAt;
    private Optional<String> answer = Optional.empty();

    @PostConstruct
    void open() {
        looks.open(contexts::contextualRunnable);
    }

    @PreDestroy
    void close() {
        looks.close();
    }

    /** Returns the reason why the node is not ready, or empty if it is ready. */
    synchronized Optional<String> reason() {
        var mine = ++asked;
        looks.ask();
        var end = System.nanoTime() + (isRecent() ? PATIENCE : PATIENCE_WITHOUT_LAST);
        try {
            for (long left; answered < mine && (left = end - System.nanoTime()) > 0; ) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return answered >= mine || isRecent() ? answer : Optional.of("The database does not answer.");
    }

    private boolean isRecent() {
        return answered > 0 && System.nanoTime() - answeredAt < KEPT;
    }

    private void look() {
        long upTo;
        synchronized (this) {
            upTo = asked;
        }
        var found = found();
        synchronized (this) {
            answered = upTo;
            answeredAt = System.nanoTime();
            answer = found;
            notifyAll();
        }
    }

    private Optional<String> found() {
        try {
            return Lane.PROBES.run(this::ofDatabase);
        } catch (ProblemException e) {
            // All places of the lane for probes are taken.
            return Optional.of(e.getMessage());
        } catch (RuntimeException e) {
            if (DatabaseFault.passingIn(e)) {
                return Optional.of("The database does not answer.");
            }
            FAULTS.warn("The check of the readiness failed", e);
            return Optional.of("The database answers with an error, which is in the log of this node.");
        }
    }

    private Optional<String> ofDatabase() {
        switch (schema.state()) {
            case REPLACED -> {
                return Optional.of(
                        "The database does not have the tables of this version: it was replaced or restored.");
            }
            case READ_ONLY -> {
                return Optional.of("The database is read-only: nothing can be stored.");
            }
            case USABLE -> {
                // The database is fine, so only the state of this node is left.
            }
        }
        if (membership.renewalFailed()) {
            return Optional.of("The last heartbeat failed: the database accepted no write of this node.");
        }
        // The row may be marked as lost although the lease in this process is still live.
        return nodes.live(membership.node()).isEmpty() ? Optional.of(ReadyCheck.LATE) : Optional.empty();
    }
}
