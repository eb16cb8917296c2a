package io.agentrunner.run;

import io.agentrunner.platform.http.Actor;
import io.agentrunner.platform.http.Body;
import io.agentrunner.platform.http.Links;
import io.agentrunner.platform.problem.Violations;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;

/** {@code POST /runs/bulk}. */
@ApplicationScoped
@Path("runs/bulk")
@Produces(MediaType.APPLICATION_JSON)
public class BulkResource {
    @Inject
    private Actor actor;

    @Inject
    private Operations operations;

    @Inject
    private Violations violations;

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Response act(byte[] body, @Context HttpHeaders headers, @Context UriInfo uri) {
        var wanted = violations.check(Body.read(body, headers, BulkAction.class));
        var operation = operations.begin(wanted, actor.name());
        return Response.accepted(operation)
                .location(Links.to(uri, "operations/" + operation.id()))
                .build();
    }
}
