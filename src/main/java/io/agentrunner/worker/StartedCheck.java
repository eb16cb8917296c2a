package io.agentrunner.worker;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Startup;

/** Started: the schema is migrated and the node entered. The worker exists only after both. */
@Startup
@ApplicationScoped
public class StartedCheck implements HealthCheck {
    @Inject
    private Worker worker;

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("agent-runner-started")
                .up()
                .withData("node", worker.node().toString())
                .build();
    }
}
