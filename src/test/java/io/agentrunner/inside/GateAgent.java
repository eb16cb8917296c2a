package io.agentrunner.inside;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentrunner.agent.Agent;
import io.agentrunner.agent.RunContext;
import jakarta.enterprise.context.ApplicationScoped;

/** An agent that the test controls, see {@link Gate}. */
@ApplicationScoped
public class GateAgent implements Agent {
    @Override
    public String name() {
        return "gate";
    }

    @Override
    public String description() {
        return "Does what a test tells it.";
    }

    @Override
    public JsonNode work(RunContext run) throws InterruptedException {
        return Gate.of(run.runId()).work(run);
    }
}
