package io.agentrunner.node;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/**
 * Whether this process claims nothing because an operator asked so, as far as it knows: the row decides, and outlives no node,
 * so that a process which comes back as another node brings the request with it. Thread-safe.
 */
@ApplicationScoped
public class Draining {
    private record Known(UUID node, DrainRequest request) {}

    private volatile Known known = new Known(null, new DrainRequest(false, 0));

    /** Whether this process claims nothing. */
    public boolean isRequested() {
        return known.request().requested();
    }

    /** This process has become a node, whose row says so. */
    public synchronized void joined(UUID node, DrainRequest request) {
        known = new Known(node, request);
    }

    /** The row of a node said so once; answers may come in another order than they were given. Says whether it is news. */
    public synchronized boolean learned(UUID node, DrainRequest request) {
        if (!node.equals(known.node()) || request.changes() <= known.request().changes()) {
            return false;
        }
        known = new Known(node, request);
        return true;
    }
}
