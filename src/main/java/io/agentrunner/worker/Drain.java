package io.agentrunner.worker;

import io.agentrunner.node.DrainRequest;
import io.agentrunner.node.Draining;
import io.agentrunner.node.Membership;
import io.agentrunner.node.NodeView;
import io.agentrunner.node.Nodes;
import io.agentrunner.platform.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.UUID;

/** What operators ask of nodes: to claim nothing, and to claim again. Thread-safe. */
@ApplicationScoped
class Drain {
    private static final System.Logger LOG = System.getLogger(Drain.class.getName());

    @Inject
    private Nodes nodes;

    @Inject
    private Membership membership;

    @Inject
    private Draining draining;

    @Inject
    private ClaimLoop loop;

    @Inject
    private Broadcast broadcast;

    /** Asks this node; returns it as it is from then on. */
    NodeView requestOfThis(boolean wanted) {
        while (true) {
            var node = membership.node();
            var asked = ask(node, wanted);
            if (asked.isPresent()) {
                return asked.get();
            }
            if (node.equals(membership.node())) {
                throw ProblemException.unavailable(
                        "This node has no live lease just now; it comes back as another node.", 2);
            }
            // It became another node meanwhile.
        }
    }

    /** Asks a node; returns it as it is from then on. */
    NodeView request(UUID node, boolean wanted) {
        if (node.equals(membership.node())) {
            return requestOfThis(wanted);
        }
        return ask(node, wanted)
                .orElseThrow(() -> ProblemException.notFound(
                        "There is no live node %s; GET /nodes lists those there are.".formatted(node)));
    }

    private Optional<NodeView> ask(UUID node, boolean wanted) {
        var asked = nodes.requestDrain(node, wanted);
        if (asked.isPresent() && node.equals(membership.node())) {
            learned(node, asked.get().request());
        } else if (asked.isPresent()) {
            broadcast.send(Signals.DRAIN + node);
        }
        return asked.map(Nodes.Asked::node);
    }

    /** Something was asked of a node: if that is this one, its row says what. */
    void look(UUID node) {
        if (!node.equals(membership.node())) {
            return;
        }
        try {
            nodes.drainRequest(node).ifPresent(request -> learned(node, request));
        } catch (RuntimeException e) {
            LOG.log(Level.DEBUG, "The next heartbeat tells whether this node drains", e);
        }
    }

    /** The row of a node said so. */
    void learned(UUID node, DrainRequest request) {
        if (!draining.learned(node, request)) {
            return;
        }
        if (request.requested()) {
            LOG.log(Level.INFO, "Node {0} drains: it claims no runs any more", node);
        } else {
            LOG.log(Level.INFO, "Node {0} claims runs again", node);
            loop.wake();
        }
    }
}
