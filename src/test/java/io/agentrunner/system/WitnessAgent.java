package io.agentrunner.system;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentrunner.agent.Agent;
import io.agentrunner.agent.Iteration;
import io.agentrunner.agent.RunContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Shows which attempts have a thread: while it works there is a file {@code RUN-ATTEMPT} in {@code options.folder}.
 * Commits {@code options.iterations} iterations of 0.3 s; with 0 it works until it is stopped.
 */
@ApplicationScoped
public class WitnessAgent implements Agent {
    private static final Duration STEP = Duration.ofMillis(300);

    @Override
    public String name() {
        return "witness";
    }

    @Override
    public String description() {
        return "Leaves a file while it works.";
    }

    @Override
    public JsonNode work(RunContext run) {
        var file = Path.of(run.options().get("folder").asText()).resolve(run.runId() + "-" + run.attempt());
        var iterations = run.options().get("iterations").asInt();
        try {
            Files.createFile(file);
            try {
                while (iterations == 0 || run.iteration() < iterations) {
                    run.sleep(STEP);
                    run.commit(Iteration.of("STEPPED", "a step"));
                }
                return null;
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
