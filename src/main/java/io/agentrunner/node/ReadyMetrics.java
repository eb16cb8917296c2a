package io.agentrunner.node;

import io.agentrunner.platform.metrics.Metrics;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.OptionalDouble;
import java.util.Set;

/** Returns whether this node is ready, as far as it knows without asking the database: a scrape waits for nobody. */
@ApplicationScoped
class ReadyMetrics {
    @Inject
    private Metrics metrics;

    @Inject
    private Membership membership;

    /** Made at the start, so that the first scrape has it. */
    void onStart(@Observes @Initialized(ApplicationScoped.class) Object event) {}

    @PostConstruct
    void create() {
        metrics.gauge(
                "agent_runner_ready",
                "1 when this node is entered, has a live lease, and neither drains nor shuts down; 0 otherwise.",
                () -> OptionalDouble.of(isReady() ? 1 : 0));
    }

    private boolean isReady() {
        // A node that only serves the API is ready, too.
        return Set.of(NotClaiming.DISABLED).containsAll(membership.notClaiming());
    }
}
