package io.agentrunner.agent;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;

/** Completes at once: for load tests. */
@ApplicationScoped
class NoopAgent implements Agent {
    @Override
    public String name() {
        return "noop";
    }

    @Override
    public String description() {
        return "Completes at once; for load tests.";
    }

    @Override
    public JsonNode work(RunContext run) {
        return null;
    }
}
