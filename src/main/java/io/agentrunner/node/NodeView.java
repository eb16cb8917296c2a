package io.agentrunner.node;

import java.time.Instant;

/**
 * A live node as clients see it.
 *
 * @param started when the process became this node: at its start, or after it lost a lease
 * @param inFlight the running attempts at the last heartbeat; for a draining node, the runs that it holds now
 * @param draining whether the node claims nothing, on request or because it shuts down
 */
public record NodeView(
        String id,
        String name,
        String url,
        Instant started,
        Instant leaseUntil,
        int inFlight,
        int concurrency,
        boolean draining,
        String version) {}
