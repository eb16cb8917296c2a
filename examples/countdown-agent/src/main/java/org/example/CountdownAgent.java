package org.example;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.agentrunner.agent.Agent;
import io.agentrunner.agent.Iteration;
import io.agentrunner.agent.RunContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

@ApplicationScoped
public class CountdownAgent implements Agent {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    @Override
    public String name() {
        return "countdown";
    }

    @Override
    public String description() {
        return "Counts down from options.from (3), one number per iteration.";
    }

    @Override
    public JsonNode work(RunContext run) {
        // A later attempt also starts here and continues from the checkpoint.
        int left = run.checkpoint()
                .map(checkpoint -> checkpoint.get("left").asInt())
                .orElseGet(() -> run.options().path("from").asInt(3));
        while (left > 0) {
            run.sleep(Duration.ofSeconds(1)); // the work of this iteration
            left--;
            var iteration = Iteration.of("COUNTED", left + " left");
            for (var directive : run.directives()) {
                iteration = iteration.and("HEARD", directive.text());
            }
            run.commit(iteration.checkpoint(JSON.objectNode().put("left", left)));
        }
        return JSON.objectNode().put("counted", true);
    }
}
