package io.agentrunner.worker;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready: the database answers and shutdown has not begun. A node that only serves the API is ready too. */
@Readiness
@ApplicationScoped
public class ReadyCheck implements HealthCheck {
    @Inject
    private Worker worker;

    @Inject
    private Nodes nodes;

    @Override
    public HealthCheckResponse call() {
        var response = HealthCheckResponse.named("agent-runner-ready");
        try {
            if (worker.stopping()) {
                return response.down().withData("reason", "shutting down").build();
            }
            return nodes.isEntered(worker.node())
                    ? response.up().build()
                    : response.down()
                            .withData("reason", "this node has no live lease")
                            .build();
        } catch (RuntimeException e) {
            return response.down()
                    .withData("reason", "still starting, or the database does not answer")
                    .build();
        }
    }
}
