package io.agentrunner.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The work of a run. An implementation is an {@code @ApplicationScoped} CDI bean of this application; one bean
 * serves many attempts at once, so it keeps the state of an attempt in local variables and in checkpoints.
 *
 * <p>An attempt is plain blocking code on a virtual thread of its own (a platform thread if it is {@link #cpuBound}):
 * do one piece of work, hand over what it left behind with {@link RunContext#commit}, repeat. Another attempt, perhaps
 * on another node, goes on after the last committed iteration; work since then is done again. What must not happen
 * twice outside is sent with {@link RunContext#idempotencyKey}.
 */
public interface Agent {
    /** The name that a run asks for; unique, lower case. */
    String name();

    /** The agent in one sentence. */
    String description();

    /** The JSON Schema of its options, for people and forms; nothing is checked against it. By default any object. */
    default ObjectNode optionsSchema() {
        return JsonNodeFactory.instance.objectNode().put("type", "object");
    }

    /**
     * Returns whether it computes for seconds without a pause, so that it would hold a carrier thread which the virtual
     * threads of others need. Its attempts get platform threads, at most {@code worker.cpu.concurrency} at once on a
     * node. Asked once.
     */
    default boolean cpuBound() {
        return false;
    }

    /**
     * Works on a run until its goal is reached. Returning is the last iteration: the result and the end of the run are
     * committed together.
     *
     * @return the result of the run, any JSON; null for none
     * @throws FinalFailureException when trying again cannot help: the run fails
     * @throws Exception any other error: the attempt failed and is retried while the run has attempts left
     */
    JsonNode work(RunContext run) throws Exception;
}
