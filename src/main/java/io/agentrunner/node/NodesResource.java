package io.agentrunner.node;

import io.agentrunner.platform.http.Actor;
import io.agentrunner.platform.http.Query;
import io.agentrunner.platform.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.UUID;

/** {@code /nodes}. */
@ApplicationScoped
@Path("nodes")
@Produces(MediaType.APPLICATION_JSON)
public class NodesResource {
    @Inject
    private Actor actor;

    @Inject
    private Nodes nodes;

    @Inject
    private Drain drain;

    @GET
    public List<NodeView> live() {
        return nodes.live();
    }

    @POST
    @Path("{id}/drain")
    @Consumes(MediaType.WILDCARD)
    public NodeView drain(@PathParam("id") String id) {
        return isThis(id) ? drain.beginHere(actor.name()) : drain.begin(node(id), actor.name());
    }

    @POST
    @Path("{id}/undrain")
    @Consumes(MediaType.WILDCARD)
    public NodeView undrain(@PathParam("id") String id) {
        return isThis(id) ? drain.endHere(actor.name()) : drain.end(node(id), actor.name());
    }

    /** The literal paths above have priority. */
    @POST
    @Path("{id}/{action}")
    @Consumes(MediaType.WILDCARD)
    public NodeView unknown(@PathParam("action") String action) {
        throw ProblemException.badRequest(
                "There is no action \"%s\"; the actions are drain and undrain.".formatted(action));
    }

    private static boolean isThis(String id) {
        return id.equals("self");
    }

    private static UUID node(String id) {
        return Query.uuid(id)
                .orElseThrow(() -> ProblemException.badRequest(
                        "The id of a node is a UUID, or self for the node that answers; GET /nodes lists them."));
    }
}
