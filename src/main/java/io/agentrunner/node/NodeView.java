package io.agentrunner.node;

import java.time.Instant;

/**
 * A live node as clients see it.
 *
 * @param started when this start of the process entered, or entered again after it lost its lease
 * @param inFlight as of the last heartbeat; of a node that drains, the runs that it holds now
 * @param draining whether it claims nothing: it was asked to, or it is shutting down
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
