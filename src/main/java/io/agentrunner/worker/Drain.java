package io.agentrunner.worker;

import io.agentrunner.platform.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;
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

    /** Asks a node; answers it as it is from then on. */
    NodeView request(UUID node, boolean wanted) {
        var asked = nodes.requestDrain(node, wanted).orElseThrow(() -> unknown(node));
        if (node.equals(membership.node())) {
            learned(node, asked.request());
        } else {
            broadcast.send(Signals.DRAIN + node);
        }
        return asked.node();
    }

    private ProblemException unknown(UUID node) {
        return node.equals(membership.node())
                ? ProblemException.unavailable(
                        "This node has no live lease just now; it comes back as another node.", 2)
                : ProblemException.notFound(
                        "There is no live node %s; GET /nodes lists those there are.".formatted(node));
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
