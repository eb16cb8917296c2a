package io.agentrunner.system;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentrunner.agent.Agent;
import io.agentrunner.agent.Iteration;
import io.agentrunner.agent.RunContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/** Commits iterations of {@code options.millis} each, long enough for a fault to occur during one. */
@ApplicationScoped
public class SteppingAgent implements Agent {
    static final int ITERATIONS = 12;

    @Override
    public String name() {
        return "stepping";
    }

    @Override
    public String description() {
        return "Commits " + ITERATIONS + " iterations.";
    }

    @Override
    public JsonNode work(RunContext run) {
        while (run.iteration() < ITERATIONS) {
            run.sleep(Duration.ofMillis(run.options().get("millis").asLong()));
            run.commit(Iteration.of("STEPPED", "a step"));
        }
        return null;
    }
}
