package io.agentrunner.worker;

import io.agentrunner.platform.problem.DatabaseFault;
import io.agentrunner.platform.schema.Schema;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready: entered, not shutting down, not draining, the database answers, has the tables of this version, and the lease was
 * renewed in time. A node that only serves the API is ready too. When down, {@code reason} says the first that fails.
 */
@Readiness
@ApplicationScoped
public class ReadyCheck implements HealthCheck {
    private static final System.Logger LOG = System.getLogger(ReadyCheck.class.getName());

    @Inject
    private Membership membership;

    @Inject
    private Draining draining;

    @Inject
    private Schema schema;

    @Inject
    private Nodes nodes;

    @Override
    public HealthCheckResponse call() {
        var response = HealthCheckResponse.named("agent-runner-ready");
        return reason().map(reason -> response.down().withData("reason", reason))
                .orElseGet(response::up)
                .build();
    }

    private Optional<String> reason() {
        if (membership.node() == null) {
            return Optional.of("The node is starting.");
        }
        if (membership.isLeaving()) {
            return Optional.of("The node is shutting down.");
        }
        if (draining.isRequested()) {
            return Optional.of("The node is draining: it claims no runs. POST /nodes/self/undrain ends that.");
        }
        try {
            return ofDatabase();
        } catch (RuntimeException e) {
            if (DatabaseFault.passingIn(e)) {
                return Optional.of("The database does not answer.");
            }
            LOG.log(Level.WARNING, "The readiness could not be found out", e);
            return Optional.of("The database answers with an error; the log of this node has it.");
        }
    }

    private Optional<String> ofDatabase() {
        if (!schema.isCurrent()) {
            return Optional.of("The database does not have the tables of this version: it was replaced or restored.");
        }
        // Both ends: this process gives up before the row does, and the row may have been marked lost meanwhile.
        if (!membership.isLive() || nodes.live(membership.node()).isEmpty()) {
            return Optional.of("The heartbeat is late: the lease of this node has ended.");
        }
        return Optional.empty();
    }
}
