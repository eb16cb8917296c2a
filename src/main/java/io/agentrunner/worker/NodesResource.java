package io.agentrunner.worker;

import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** {@code /nodes}. */
@Path("nodes")
@Produces(MediaType.APPLICATION_JSON)
public class NodesResource {
    @Inject
    private Nodes nodes;

    @GET
    public List<NodeView> live() {
        return nodes.live();
    }
}
