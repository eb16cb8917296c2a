package io.agentrunner.agents;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentrunner.agent.Agent;
import io.agentrunner.agent.Iteration;
import io.agentrunner.agent.RunContext;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Commits {@code options.iterations} (default 0) iterations with one event each, as fast as it can, and completes. For load
 * tests.
 */
@ApplicationScoped
class NoopAgent implements Agent {
    private static final int MOST_ITERATIONS = 1_000_000;

    @Override
    public String name() {
        return "noop";
    }

    @Override
    public String description() {
        return "Commits options.iterations (0) iterations with one event each, and completes; for load tests.";
    }

    @Override
    public ObjectNode optionsSchema() {
        return Options.schemaOfWhole("iterations", 0, MOST_ITERATIONS, "iterations to commit");
    }

    @Override
    public JsonNode work(RunContext run) {
        var iterations = Options.whole(run.options(), "iterations", 0, MOST_ITERATIONS);
        while (run.iteration() < iterations) {
            run.commit(Iteration.of("EXECUTING", "Iteration " + (run.iteration() + 1)));
        }
        return null;
    }
}
