package io.agentrunner.system;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentrunner.agent.Agent;
import io.agentrunner.agent.RunContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/** Ends its node half a second after its begin, like an agent that uses all memory. */
@ApplicationScoped
public class KillingAgent implements Agent {
    @Override
    public String name() {
        return "killing";
    }

    @Override
    public String description() {
        return "Ends its node.";
    }

    @Override
    public JsonNode work(RunContext run) {
        run.sleep(Duration.ofMillis(500));
        Runtime.getRuntime().halt(137);
        return null;
    }
}
