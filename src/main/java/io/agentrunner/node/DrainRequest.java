package io.agentrunner.node;

/**
 * What the row of a node says that operators asked of it.
 *
 * @param requested whether it shall claim nothing
 * @param changes how often that changed: of two answers about a node, the one with more is the newer
 */
public record DrainRequest(boolean requested, int changes) {}
