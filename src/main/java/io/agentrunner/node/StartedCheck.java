package io.agentrunner.node;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Startup;

/** Started: the schema is migrated and the node entered. Once true it stays so. */
@Startup
@ApplicationScoped
public class StartedCheck implements HealthCheck {
    @Inject
    private Membership membership;

    @Override
    public HealthCheckResponse call() {
        var response = HealthCheckResponse.named("agent-runner-started");
        // The worker enters its node after the schema was migrated, so the node tells both.
        var node = membership.node();
        return node == null
                ? response.down()
                        .withData("reason", "The schema is being migrated.")
                        .build()
                : response.up().withData("node", node.toString()).build();
    }
}
