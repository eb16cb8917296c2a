package io.agentrunner.agents;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentrunner.agent.Agent;
import io.agentrunner.agent.RunContext;
import jakarta.enterprise.context.ApplicationScoped;

/** Sleeps for {@code options.seconds} (default 1), then completes. For trials. */
@ApplicationScoped
class SleepAgent implements Agent {
    @Override
    public String name() {
        return "sleep";
    }

    @Override
    public String description() {
        return "Sleeps for options.seconds (1), then completes; for trials.";
    }

    @Override
    public ObjectNode optionsSchema() {
        return Options.schemaOfSeconds("seconds", 1, "how long to sleep, in seconds");
    }

    @Override
    public JsonNode work(RunContext run) {
        run.sleep(Options.seconds(run.options(), "seconds", 1));
        return null;
    }
}
