package io.agentrunner.platform.http;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.net.URI;

/** Redirects {@code /}, the address that the launcher prints, to {@code /docs}. */
@ApplicationScoped
@Path("")
public class RootResource {
    @GET
    public Response page() {
        return Response.seeOther(URI.create("docs")).build();
    }
}
