package io.agentrunner.node;

import io.agentrunner.access.Audit;
import io.agentrunner.agents.Agents;
import io.agentrunner.settings.Settings;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Lock;
import jakarta.ejb.LockType;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The rows of nodes. A node's lease is {@code lease_until} of its row, by the database's clock. One UPDATE renews it,
 * however many runs the node holds. This singleton is created at the start, so that it still works during a shutdown.
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

    @Inject
    private Agents agents;

    @Inject
    private Audit audit;

    /**
     * The result of entering a node.
     *
     * @param request the request of operators to this node, or to the node before
     * @param endedBefore whether this call ended the node before; false if another node had already marked it as lost
     */
    public record Joined(DrainRequest request, boolean endedBefore) {}

    /** A node after a request of an operator. */
    public record Asked(NodeView node, DrainRequest request) {}

    /**
     * Inserts a node with a lease and ends the node before. The old node is lost from now on, and its runs can be recovered,
     * so its attempts must be abandoned before this call. An earlier request to drain is taken over. A later one finds the
     * old node lost.
     *
     * @param before the node that this process was until now, or null
     * @param drains whether that node had been asked to drain, in case its row is gone
     */
    public Joined join(UUID id, UUID before, boolean drains) {
        return repository.join(
                id,
                settings.nodeName(),
                settings.nodeUrl().orElse(null),
                settings.version(),
                settings.lease(),
                settings.concurrency(),
                before,
                drains,
                agents.described());
    }

    /**
     * Renews the lease and stores the state of the node.
     *
     * @return the request of operators to the node; empty if the lease had ended
     */
    public Optional<DrainRequest> renew(UUID id, int inFlight, boolean shuttingDown) {
        return repository.renew(id, settings.lease(), inFlight, settings.concurrency(), shuttingDown);
    }

    /**
     * Asks a node to drain or to claim again. After the commit of a drain the node begins no claim. Returns empty if there
     * is no such live node.
     */
    public Optional<Asked> requestDrain(UUID id, boolean wanted) {
        var requested = repository.requestDrain(id, wanted);
        requested.ifPresent(request -> audit.add(wanted ? "node.drain" : "node.undrain", id.toString(), null));
        return requested.flatMap(request -> live(id).map(node -> new Asked(node, request)));
    }

    /** Returns the request of operators to a node, or empty if its row is gone. */
    public Optional<DrainRequest> drainRequest(UUID id) {
        return repository.drainRequest(id);
    }

    /** Returns the nodes with a live lease, the longest running first. */
    public List<NodeView> live() {
        return repository.live();
    }

    /** Returns the node, if it has a live lease. */
    public Optional<NodeView> live(UUID id) {
        return live().stream().filter(node -> node.id().equals(id.toString())).findFirst();
    }

    /** Deletes a node that holds no more runs. */
    public void leave(UUID id) {
        repository.leave(id);
    }
}
