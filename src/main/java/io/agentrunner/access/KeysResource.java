package io.agentrunner.access;

import io.agentrunner.platform.http.Body;
import io.agentrunner.platform.problem.Violations;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;

/** {@code /keys}. */
@ApplicationScoped
@Path("keys")
@Produces(MediaType.APPLICATION_JSON)
public class KeysResource {
    @Inject
    private Keys keys;

    @Inject
    private Violations violations;

    @GET
    public List<KeyView> all() {
        return keys.all();
    }

    /** The answer has the key, once. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Response create(byte[] body, @Context HttpHeaders headers) {
        var wanted = violations.check(Body.read(body, headers, CreateKey.class));
        var created = keys.create(wanted);
        return Response.status(Response.Status.CREATED).entity(created).build();
    }

    @DELETE
    @Path("{id}")
    public void revoke(@PathParam("id") long id) {
        keys.revoke(id);
    }
}
