package io.agentrunner.claim;

import java.util.Collection;
import java.util.UUID;

/**
 * The request of a node for queued runs.
 *
 * @param payload of RUN_STARTED
 * @param candidates how many due runs to choose from, at least {@code limit}
 * @param agents that the node can execute
 * @param bytes that goals, options and checkpoints may have together, the last run not counted
 * @param place where an earlier claim left off, to go on there; null to begin at the front of the queue
 */
record ClaimRequest(
        UUID node, String payload, int limit, int candidates, Collection<String> agents, long bytes, String place) {}
