package io.agentrunner.inside;

import io.agentrunner.agents.Agents;
import io.agentrunner.claim.Claims;
import io.agentrunner.run.RunSignal;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.UUID;
import java.util.function.Supplier;

/** Offers submits a node that exists as a row only, as the server's own worker does while it is on. */
@ApplicationScoped
public class OfferedNode {
    @Inject
    private Claims claims;

    @Inject
    private Agents here;

    private volatile UUID node;
    private volatile Collection<String> agents;

    /** What is submitted meanwhile may start there. */
    public <T> T during(UUID offered, Supplier<T> submit) {
        return during(offered, here.names(), submit);
    }

    /** The same of a node that has these agents only. */
    public <T> T during(UUID offered, Collection<String> itsAgents, Supplier<T> submit) {
        agents = itsAgents;
        node = offered;
        try {
            return submit.get();
        } finally {
            node = null;
        }
    }

    void on(@Observes RunSignal.Submitted signal) {
        if (node != null) {
            signal.start().offer(claims.offer(node, agents));
        }
    }
}
