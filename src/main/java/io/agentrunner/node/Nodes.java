package io.agentrunner.node;

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

    @Inject
    private Agents agents;

    /**
     * A node was entered.
     *
     * @param request what operators asked of it, or of the node before
     * @param endedBefore whether this ended the node before; somebody else may have marked it lost already
     */
    public record Joined(DrainRequest request, boolean endedBefore) {}

    /** A node as it was asked to be. */
    public record Asked(NodeView node, DrainRequest request) {}

    /**
     * Enters a node, with a lease, and ends the node before: it is lost from now on, and its runs can be recovered.
     * Only when its attempts were given up. A request to drain that came before is taken over; a later one finds the
     * old node lost.
     *
     * @param before the node that this process was until now, or null
     * @param drains whether that one had been asked to drain, for the case that its row is gone
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
     * Renews the lease and tells what the node does.
     *
     * @return what operators asked of the node; empty when the lease was not live any more
     */
    public Optional<DrainRequest> renew(UUID id, int inFlight, boolean shuttingDown) {
        return repository.renew(id, settings.lease(), inFlight, settings.concurrency(), shuttingDown);
    }

    /**
     * Asks a node to drain or to claim again: from the commit on it begins no claim; empty when there is no such live
     * node.
     */
    public Optional<Asked> requestDrain(UUID id, boolean wanted) {
        return repository.requestDrain(id, wanted).flatMap(request -> live(id).map(node -> new Asked(node, request)));
    }

    /** Returns the request of operators to a node; empty if its row is gone. */
    public Optional<DrainRequest> drainRequest(UUID id) {
        return repository.drainRequest(id);
    }

    /** The nodes with a live lease, longest up first. */
    public List<NodeView> live() {
        return repository.live();
    }

    /** The node, if it has a live lease. */
    public Optional<NodeView> live(UUID id) {
        return live().stream().filter(node -> node.id().equals(id.toString())).findFirst();
    }

    /** Removes a node that holds no runs any more. */
    public void leave(UUID id) {
        repository.leave(id);
    }
}
