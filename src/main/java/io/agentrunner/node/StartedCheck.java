package io.agentrunner.node;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Startup;

/** Started: the schema is migrated, and the node has its row. Once up, this check stays up. */
@Startup
@ApplicationScoped
public class StartedCheck implements HealthCheck {
    @Inject
    private Membership membership;

    @Override
    public HealthCheckResponse call() {
        var response = HealthCheckResponse.named("agent-runner-started");
        // The worker inserts its node after the migration of the schema, so the node shows both.
        var node = membership.node();
        return node == null
                ? response.down()
                        .withData("reason", "The schema is being migrated.")
                        .build()
                : response.up().withData("node", node.toString()).build();
    }
}
