package io.agentrunner.node;

import io.agentrunner.platform.problem.ProblemException;
import io.agentrunner.signal.Signals;
import io.agentrunner.signal.Topics;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.UUID;

/** The requests of operators to nodes to stop claiming and to claim again. Thread-safe. */
@ApplicationScoped
class Drain {
    private static final System.Logger LOG = System.getLogger(Drain.class.getName());

    /** An operator made a request to a node, whose row contains it. */
    private static final String TOPIC = "drain";

    @Inject
    private Nodes nodes;

    @Inject
    private Membership membership;

    @Inject
    private Signals signals;

    @Inject
    private Event<ClaimsAgain> undrained;

    void subscribe(@Observes Topics topics) {
        topics.on(TOPIC, (String node) -> look(UUID.fromString(node)));
    }

    /** Asks this node to claim nothing. Returns its new state. */
    NodeView beginHere(String actor) {
        return askHere(true, actor);
    }

    /** Lets this node claim again. Returns its new state. */
    NodeView endHere(String actor) {
        return askHere(false, actor);
    }

    /** Asks a node to claim nothing. Returns its new state. */
    NodeView begin(UUID node, String actor) {
        return ask(node, true, actor);
    }

    /** Lets a node claim again. Returns its new state. */
    NodeView end(UUID node, String actor) {
        return ask(node, false, actor);
    }

    private NodeView askHere(boolean wanted, String actor) {
        while (true) {
            var node = membership.node();
            var asked = store(node, wanted, actor);
            if (asked.isPresent()) {
                return asked.get();
            }
            if (node.equals(membership.node())) {
                throw ProblemException.unavailable(
                        "This node has no live lease at the moment; it is becoming another node.", 2);
            }
            // Meanwhile the process became another node.
        }
    }

    private NodeView ask(UUID node, boolean wanted, String actor) {
        if (node.equals(membership.node())) {
            return askHere(wanted, actor);
        }
        return store(node, wanted, actor)
                .orElseThrow(() -> ProblemException.notFound(
                        "There is no live node %s; GET /nodes lists the live ones.".formatted(node)));
    }

    private Optional<NodeView> store(UUID node, boolean wanted, String actor) {
        var asked = nodes.requestDrain(node, wanted);
        asked.ifPresent(
                of -> LOG.log(Level.INFO, "{0} asked node {1} to {2}", actor, node, wanted ? "drain" : "claim again"));
        if (asked.isPresent() && node.equals(membership.node())) {
            learned(node, asked.get().request());
        } else if (asked.isPresent()) {
            signals.send(TOPIC, node.toString());
        }
        return asked.map(Nodes.Asked::node);
    }

    private void look(UUID node) {
        if (!node.equals(membership.node())) {
            return;
        }
        try {
            nodes.drainRequest(node).ifPresent(request -> learned(node, request));
        } catch (RuntimeException e) {
            LOG.log(Level.DEBUG, "The next heartbeat reads whether this node drains", e);
        }
    }

    /** Takes over the request in the row of a node. */
    void learned(UUID node, DrainRequest request) {
        if (!membership.learned(node, request)) {
            return;
        }
        if (request.requested()) {
            LOG.log(Level.INFO, "Node {0} drains: it claims no runs any more", node);
        } else {
            LOG.log(Level.INFO, "Node {0} claims runs again", node);
            undrained.fire(new ClaimsAgain());
        }
    }
}
