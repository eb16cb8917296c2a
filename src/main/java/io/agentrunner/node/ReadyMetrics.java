package io.agentrunner.node;

import io.agentrunner.platform.metrics.Metrics;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.OptionalDouble;
import java.util.Set;

/** Reports whether this node is ready, as far as it knows without a query, since a scrape must not wait for the database. */
@ApplicationScoped
class ReadyMetrics {
    @Inject
    private Metrics metrics;

    @Inject
    private Membership membership;

    /** Registered at the start, so that the first scrape contains it. */
    void onStart(@Observes @Initialized(ApplicationScoped.class) Object event) {}

    @PostConstruct
    void create() {
        metrics.gauge(
                "agent_runner_ready",
                "1 while this node has its row and a live lease, and neither drains nor shuts down; otherwise 0.",
                () -> OptionalDouble.of(isReady() ? 1 : 0));
    }

    private boolean isReady() {
        // A node that only serves the API is ready, too.
        return Set.of(NotClaiming.DISABLED).containsAll(membership.notClaiming());
    }
}
