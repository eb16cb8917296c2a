package io.agentrunner.worker;

import io.agentrunner.settings.Settings;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Lock;
import jakarta.ejb.LockType;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;

/**
 * The rows of nodes: a node's lease is its row's {@code lease_until}, by the database's clock, renewed with one UPDATE
 * however many runs the node holds. A singleton made at the start, so that it still works while the server shuts down.
 * Thread-safe; each call is one transaction.
 */
@Singleton
@Startup
@DependsOn("Schema")
@Lock(LockType.READ)
public class Nodes {
    @Inject
    private NodeRepository repository;

    @Inject
    private Settings settings;

    /** Enters a node, with a lease. */
    public void join(UUID id) {
        repository.join(
                id,
                settings.nodeName(),
                settings.nodeUrl().orElse(null),
                settings.version(),
                settings.lease(),
                settings.concurrency());
    }

    /** Renews the lease and tells what the node does; says whether the lease was still live. */
    public boolean renew(UUID id, int inFlight, boolean draining) {
        return repository.renew(id, settings.lease(), inFlight, settings.concurrency(), draining) == 1;
    }

    /** The nodes with a live lease, longest up first. */
    public List<NodeView> live() {
        return repository.live();
    }

    /** Whether the node is entered; also whether the database answers. */
    public boolean isEntered(UUID id) {
        return repository.isEntered(id);
    }

    /** Removes a node that holds no runs any more. */
    public void leave(UUID id) {
        repository.leave(id);
    }
}
