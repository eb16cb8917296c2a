package io.agentrunner.claim;

import java.util.OptionalDouble;
import java.util.UUID;

/**
 * A run of a lost node that was taken up.
 *
 * @param attempt the one that was lost
 * @param node the lost one
 * @param quarantined whether it failed, since it lost too many nodes
 * @param sinceLeaseEnded seconds; none when the node is not known any more
 * @param sinceFirstStart seconds until it failed; none when it goes on
 */
public record Recovered(
        long runId,
        int attempt,
        UUID node,
        String agent,
        boolean quarantined,
        OptionalDouble sinceLeaseEnded,
        OptionalDouble sinceFirstStart) {}
