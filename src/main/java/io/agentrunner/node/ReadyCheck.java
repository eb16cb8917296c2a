package io.agentrunner.node;

import io.agentrunner.platform.database.Lane;
import io.agentrunner.platform.problem.DatabaseFault;
import io.agentrunner.platform.problem.FaultLog;
import io.agentrunner.platform.problem.ProblemException;
import io.agentrunner.platform.schema.Schema;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready: entered, not shutting down, not draining, the database answers, has the tables of this version, accepts writes, and
 * the lease was renewed in time and by the last heartbeat. A node that only serves the API is ready too. When down, {@code reason} says the first that fails.
 */
@Readiness
@ApplicationScoped
public class ReadyCheck implements HealthCheck {
    private static final FaultLog FAULTS = new FaultLog(ReadyCheck.class);

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
            return Lane.PROBES.run(this::ofDatabase);
        } catch (ProblemException e) {
            // All places of probes are taken.
            return Optional.of(e.getMessage());
        } catch (RuntimeException e) {
            if (DatabaseFault.passingIn(e)) {
                return Optional.of("The database does not answer.");
            }
            FAULTS.warn("The readiness could not be found out", e);
            return Optional.of("The database answers with an error; the log of this node has it.");
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
                // What is left is whether this node may work.
            }
        }
        if (membership.renewalFailed()) {
            return Optional.of("The last heartbeat failed: the database accepted no write of this node.");
        }
        // Both ends: this process gives up before the row does, and the row may have been marked lost meanwhile.
        if (!membership.isLive() || nodes.live(membership.node()).isEmpty()) {
            return Optional.of("The heartbeat is late: the lease of this node has ended.");
        }
        return Optional.empty();
    }
}
