package io.agentrunner.worker;

import io.agentrunner.node.Work;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;

/** The attempts of this node, as its heartbeat sees them. Thread-safe. */
@ApplicationScoped
class NodeWork implements Work {
    @Inject
    private Running running;

    @Inject
    private Comparison comparison;

    @Inject
    private Maintenance maintenance;

    @Inject
    private RecoveryMetrics metrics;

    @Override
    public int inFlight() {
        return running.size();
    }

    @Override
    public void giveUp(Duration most) throws InterruptedException {
        running.withThreads().forEach(execution -> running.giveUp(execution, Watch.LEASE_ENDED));
        running.awaitQuiet(most);
    }

    @Override
    public void renewed() {
        comparison.ask();
    }

    @Override
    public void joined(boolean endedBefore) {
        metrics.leasesEnded(endedBefore ? 1 : 0);
    }

    @Override
    public void rejoined() {
        maintenance.ask();
    }
}
