package io.agentrunner.run;

import io.agentrunner.platform.database.Lane;
import io.agentrunner.platform.problem.DatabaseFault;
import io.agentrunner.platform.problem.FaultLog;
import io.agentrunner.platform.thread.OnDemand;
import jakarta.annotation.PostConstruct;
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
import jakarta.enterprise.concurrent.ContextService;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;

/**
 * Carries out actions on many runs, on a thread of its own: at once on the node that was asked, and every ten seconds on every
 * node, so that another one goes on after a crash.
 */
@Singleton
@Startup
@DependsOn("Schema")
@Lock(LockType.READ)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class OperationTimer {
    private static final FaultLog FAULTS = new FaultLog(OperationTimer.class);

    @Resource
    private ContextService contexts;

    @Inject
    private Operations operations;

    private final OnDemand steps =
            new OnDemand("operations", "An action on many runs stopped; it goes on in a few seconds", this::carryOut);
    private volatile boolean stopping;

    @PostConstruct
    void start() {
        steps.open(contexts::contextualRunnable);
    }

    @PreDestroy
    void stop() {
        stopping = true;
        steps.close();
    }

    /** Begins at once with an operation that this node stored. */
    public void begun(@Observes(during = TransactionPhase.AFTER_SUCCESS) Operations.Begun event) {
        steps.ask();
    }

    /** Looks for operations to go on with. */
    @Schedule(second = "*/10", minute = "*", hour = "*", persistent = false)
    public void look() {
        steps.ask();
    }

    /** Removes old operations. */
    @Schedule(minute = "23", hour = "*", persistent = false)
    public void forget() {
        try {
            operations.forget();
        } catch (RuntimeException e) {
            FAULTS.warn("Old operations could not be removed; the next round tries again", e);
        }
    }

    private void carryOut() {
        while (!stopping && step(Operations.STEP)) {
            // One step after the other.
        }
    }

    /** A row that another session holds fails the whole step, so the step is repeated run by run. */
    private boolean step(int most) {
        try {
            return Lane.CHANGES.run(() -> operations.step(most));
        } catch (RuntimeException e) {
            if (!isLocked(e)) {
                throw e;
            }
        }
        if (most == 1) {
            Lane.CHANGES.run(() -> {
                operations.passOverLocked();
                return true;
            });
            return true;
        }
        var more = true;
        for (var i = 0; i < most && more && !stopping; i++) {
            more = step(1);
        }
        return more;
    }

    private static boolean isLocked(RuntimeException thrown) {
        return DatabaseFault.in(thrown).filter(DatabaseFault::isLocked).isPresent();
    }
}
