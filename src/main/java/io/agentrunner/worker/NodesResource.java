package io.agentrunner.worker;

import io.agentrunner.node.NodeView;
import io.agentrunner.node.Nodes;
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
import java.util.regex.Pattern;

/** {@code /nodes}. */
@ApplicationScoped
@Path("nodes")
@Produces(MediaType.APPLICATION_JSON)
public class NodesResource {
    private static final Pattern ID = Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

    @Inject
    private Nodes nodes;

    @Inject
    private Drain drain;

    @GET
    public List<NodeView> live() {
        return nodes.live();
    }

    @POST
    @Path("{id}/{action}")
    @Consumes(MediaType.WILDCARD)
    public NodeView act(@PathParam("id") String id, @PathParam("action") String action) {
        return switch (action) {
            case "drain" -> request(id, true);
            case "undrain" -> request(id, false);
            default ->
                throw ProblemException.badRequest(
                        "There is no action \"%s\"; there are drain and undrain.".formatted(action));
        };
    }

    private NodeView request(String id, boolean drained) {
        return id.equals("self") ? drain.requestOfThis(drained) : drain.request(node(id), drained);
    }

    private static UUID node(String id) {
        if (!ID.matcher(id).matches()) {
            throw ProblemException.badRequest(
                    "The id of a node is a UUID, or self for the node that answers; GET /nodes lists them.");
        }
        return UUID.fromString(id);
    }
}
