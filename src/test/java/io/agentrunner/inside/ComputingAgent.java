package io.agentrunner.inside;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentrunner.agent.Agent;
import io.agentrunner.agent.RunContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A CPU-bound agent that computes without a pause until the test releases its run, or its attempt is over. */
@ApplicationScoped
public class ComputingAgent implements Agent {
    private static final Set<Long> FREE = ConcurrentHashMap.newKeySet();

    /** Releases a run. */
    public static void letGo(long run) {
        FREE.add(run);
    }

    @Override
    public String name() {
        return "computing";
    }

    @Override
    public String description() {
        return "Computes until a test lets it go.";
    }

    @Override
    public boolean cpuBound() {
        return true;
    }

    @Override
    public JsonNode work(RunContext run) {
        if (Thread.currentThread().isVirtual()) {
            throw new IllegalStateException("A CPU-bound agent is on a virtual thread.");
        }
        while (!FREE.contains(run.runId()) && !run.shouldStop()) {
            Thread.onSpinWait();
        }
        return null;
    }
}
