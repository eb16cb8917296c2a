package io.agentrunner.node;

/**
 * The request of operators in the row of a node.
 *
 * @param requested whether it shall claim nothing
 * @param changes how often that changed: of two answers about a node, the one with more is the newer
 */
public record DrainRequest(boolean requested, int changes) {}
