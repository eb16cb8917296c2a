package io.agentrunner.run;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** {@code /agents}. */
@ApplicationScoped
@Path("agents")
@Produces(MediaType.APPLICATION_JSON)
public class AgentsResource {
    @Inject
    private LiveAgents agents;

    @GET
    public List<AgentView> all() {
        return agents.all();
    }
}
