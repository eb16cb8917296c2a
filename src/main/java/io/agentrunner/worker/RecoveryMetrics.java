package io.agentrunner.worker;

import io.agentrunner.claim.GivenBack;
import io.agentrunner.claim.Recovered;
import io.agentrunner.platform.metrics.Bounds;
import io.agentrunner.platform.metrics.Metrics;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.List;

/** The metrics of lost nodes and their runs, reported by the node that recovers them. Thread-safe. */
@ApplicationScoped
class RecoveryMetrics {
    @Inject
    private Metrics metrics;

    private Counter leases;
    private Counter recoveries;
    private Counter givenBack;
    private Histogram time;

    /** Registered at the start, so that the first scrape contains it. */
    void onStart(@Observes @Initialized(ApplicationScoped.class) Object event) {}

    @PostConstruct
    void create() {
        leases = metrics.counter(
                "agent_runner_leases_expired", "Nodes that were marked as lost, since their lease ended.");
        recoveries = metrics.counter(
                "agent_runner_recoveries",
                "Runs that were recovered from lost nodes, including those that failed with it.");
        givenBack = metrics.counter(
                "agent_runner_runs_given_back",
                "Runs that this node held but did not execute, and gave back to the queue.");
        time = metrics.histogram(
                "agent_runner_time_to_recover_seconds",
                "Time from the end of a node's lease until its run was recovered; of nodes that are still known.",
                Bounds.LONG);
    }

    void leasesEnded(int nodes) {
        leases.inc(nodes);
    }

    void givenBack(List<GivenBack> given) {
        givenBack.inc(given.size());
    }

    void recovered(List<Recovered> recovered) {
        recoveries.inc(recovered.size());
        for (var run : recovered) {
            run.sinceLeaseEnded().ifPresent(time::observe);
        }
    }
}
