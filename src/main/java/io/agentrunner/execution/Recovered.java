package io.agentrunner.execution;

import java.util.OptionalDouble;

/**
 * A run of a lost node that was taken up.
 *
 * @param quarantined whether it failed, since it lost too many nodes
 * @param sinceLeaseEnded seconds; none when the node is not known any more
 */
public record Recovered(String agent, boolean quarantined, OptionalDouble sinceLeaseEnded) {}
