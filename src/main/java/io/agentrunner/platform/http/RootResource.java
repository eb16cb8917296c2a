package io.agentrunner.platform.http;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;

/** Redirects {@code /}, the address that the launcher prints: browsers to the console, other clients to {@code /docs}. */
@ApplicationScoped
@Path("")
public class RootResource {
    @GET
    public Response page(@Context HttpHeaders headers) {
        var browser = headers.getAcceptableMediaTypes().contains(MediaType.TEXT_HTML_TYPE);
        return Response.seeOther(URI.create(browser ? "console/" : "docs"))
                .header(HttpHeaders.VARY, HttpHeaders.ACCEPT)
                .build();
    }
}
