package io.agentrunner.system;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentrunner.agent.Agent;
import io.agentrunner.agent.Iteration;
import io.agentrunner.agent.RunContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/** Waits a second without a slot, then fails once, then completes: three attempts, each on any node. */
@ApplicationScoped
public class WaitingAgent implements Agent {
    @Override
    public String name() {
        return "waiting";
    }

    @Override
    public String description() {
        return "Waits, fails once, completes.";
    }

    @Override
    public JsonNode work(RunContext run) {
        return switch (run.attempt()) {
            case 1 -> throw run.waitFor(Duration.ofSeconds(1), Iteration.of("WAITED", "a second"));
            case 2 -> throw new IllegalStateException("The second attempt fails");
            default -> null;
        };
    }
}
