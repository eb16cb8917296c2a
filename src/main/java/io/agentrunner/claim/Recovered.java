package io.agentrunner.claim;

import java.util.OptionalDouble;
import java.util.UUID;

/**
 * A run that was recovered from a lost node.
 *
 * @param attempt the lost attempt
 * @param node the lost node
 * @param quarantined whether the run failed, since it lost too many nodes
 * @param sinceLeaseEnded seconds since the end of the lease; empty if the row of the node is gone
 * @param sinceFirstStart seconds from the first start to the failure; empty if the run continues
 */
public record Recovered(
        long runId,
        int attempt,
        UUID node,
        String agent,
        boolean quarantined,
        OptionalDouble sinceLeaseEnded,
        OptionalDouble sinceFirstStart) {}
