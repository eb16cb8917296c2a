package io.agentrunner.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Does the work of a run. An implementation is an {@code @ApplicationScoped} CDI bean of this application. One bean serves
 * many attempts at once, so it keeps the state of an attempt in local variables and in checkpoints.
 *
 * <p>An attempt is plain blocking code on a virtual thread of its own (a platform thread if it is {@link #cpuBound}): do one
 * piece of work, commit its result with {@link RunContext#commit}, repeat. Another attempt, perhaps on another node,
 * continues after the last committed iteration and repeats the work since then. Calls that must not take effect twice carry
 * {@link RunContext#idempotencyKey}.
 */
public interface Agent {
    /** Returns the name by which runs choose this agent: unique, in lower case. */
    String name();

    /** Returns a description of the agent in one sentence. */
    String description();

    /**
     * Returns the JSON Schema of its options, for people and forms. Options are not checked against it. The default is
     * any object.
     */
    default ObjectNode optionsSchema() {
        return JsonNodeFactory.instance.objectNode().put("type", "object");
    }

    /**
     * Returns whether this agent computes for seconds without a pause. On a virtual thread it would block other agents. So
     * its attempts get platform threads, at most {@code worker.cpu.concurrency} at once on a node. Called once.
     */
    default boolean cpuBound() {
        return false;
    }

    /**
     * Works on a run until its goal is reached. When this method returns, the result and the end of the run are committed
     * together.
     *
     * @return the result of the run, any JSON value; null for none
     * @throws FinalFailureException if another attempt cannot help: the run fails
     * @throws Exception for any other error: the attempt fails, and the run is retried while it has attempts left
     */
    JsonNode work(RunContext run) throws Exception;
}
