package io.agentrunner.node;

/**
 * The request of operators in the row of a node.
 *
 * @param requested whether the node shall claim nothing
 * @param changes how often the request has changed; of two answers about a node, the one with the greater number is newer
 */
public record DrainRequest(boolean requested, int changes) {}
