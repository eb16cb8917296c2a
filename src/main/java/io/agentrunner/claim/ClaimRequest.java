package io.agentrunner.claim;

import java.util.Collection;
import java.util.UUID;

/**
 * The request of a node for queued runs.
 *
 * @param payload of RUN_STARTED
 * @param candidates the number of due runs to choose from, at least {@code limit}
 * @param agents the agents that the node can execute
 * @param bytes how many bytes goals, options and checkpoints may have together, without the last run
 * @param place the position where an earlier claim ended, to continue there; null to begin at the front of the queue
 */
record ClaimRequest(
        UUID node, String payload, int limit, int candidates, Collection<String> agents, long bytes, String place) {}
