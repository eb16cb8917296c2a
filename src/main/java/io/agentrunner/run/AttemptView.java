package io.agentrunner.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/**
 * One attempt of a run as clients see it, read from the run's events.
 *
 * @param node the node that executed it
 * @param endedAt null while it is under way
 * @param outcome null while it is under way
 * @param error what the agent failed with, for an attempt that failed or timed out; otherwise null
 * @param iterations how many it committed
 */
public record AttemptView(
        int attempt, String node, Instant startedAt, Instant endedAt, Outcome outcome, JsonNode error, int iterations) {

    /** How an attempt ended. */
    public enum Outcome {
        COMPLETED,
        FAILED,
        TIMED_OUT,
        PAUSED,
        STOPPED,
        RELEASED,
        LOST,
        WAITING
    }
}
