package io.agentrunner.run;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** {@code /operations}: actions on many runs. */
@ApplicationScoped
@Path("operations")
@Produces(MediaType.APPLICATION_JSON)
public class OperationsResource {
    @Inject
    private Operations operations;

    @GET
    @Path("{id}")
    public OperationView find(@PathParam("id") long id) {
        return operations.find(id);
    }
}
