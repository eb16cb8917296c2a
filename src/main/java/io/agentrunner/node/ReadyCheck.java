package io.agentrunner.node;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready: the node has its row, is not shutting down and not draining, and has a live lease that the last heartbeat renewed.
 * The database answers, has the tables of this version and accepts writes. A node that only serves the API is ready, too.
 * When the check is down, {@code reason} names the first failed condition.
 */
@Readiness
@ApplicationScoped
public class ReadyCheck implements HealthCheck {
    static final String LATE = "The heartbeat is late: the lease of this node has ended.";

    @Inject
    private Membership membership;

    @Inject
    private DatabaseReadiness database;

    @Override
    public HealthCheckResponse call() {
        var response = HealthCheckResponse.named("agent-runner-ready");
        return reason().map(reason -> response.down().withData("reason", reason))
                .orElseGet(response::up)
                .build();
    }

    private Optional<String> reason() {
        var reasons = membership.notClaiming();
        if (reasons.contains(NotClaiming.STARTING)) {
            return Optional.of("The node is starting.");
        }
        if (reasons.contains(NotClaiming.SHUTTING_DOWN)) {
            return Optional.of("The node is shutting down.");
        }
        if (reasons.contains(NotClaiming.DRAINING)) {
            return Optional.of("The node is draining: it claims no runs. POST /nodes/self/undrain ends that.");
        }
        var ofDatabase = database.reason();
        if (ofDatabase.isPresent()) {
            return ofDatabase;
        }
        return membership.isLive() ? Optional.empty() : Optional.of(LATE);
    }
}
