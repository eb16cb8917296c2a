package io.agentrunner.agents;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentrunner.agent.Agent;
import io.agentrunner.agent.Iteration;
import io.agentrunner.agent.RunContext;
import io.agentrunner.platform.json.Json;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Thinks, plans and executes, one step per iteration. Each step takes {@code options.step_seconds} (default 1). This is
 * the default agent.
 */
@ApplicationScoped
class SimpleAgent implements Agent {
    @Override
    public String name() {
        return "simple";
    }

    @Override
    public String description() {
        return "Thinks, plans and executes, one second each; options.step_seconds changes that.";
    }

    @Override
    public ObjectNode optionsSchema() {
        return Options.schemaOfSeconds("step_seconds", 1, "how long each of the three steps takes, in seconds");
    }

    @Override
    public JsonNode work(RunContext run) {
        var step = Options.seconds(run.options(), "step_seconds", 1);
        while (run.iteration() < 3) {
            run.sleep(step);
            run.commit(
                    switch (run.iteration()) {
                        case 0 -> Iteration.of("AGENT_THINKING", "Thinking about: " + run.goal());
                        case 1 -> plan(run);
                        default -> Iteration.of("EXECUTING", "Executing the plan");
                    });
        }
        return Json.object().put("summary", "Reached: " + run.goal());
    }

    private static Iteration plan(RunContext run) {
        var plan = Json.object();
        plan.putArray("steps").add("think").add("plan").add("execute");
        run.directives().forEach(directive -> plan.withArray("/directives").add(directive.text()));
        return Iteration.silent().and("PLAN_GENERATED", plan).checkpoint(plan);
    }
}
