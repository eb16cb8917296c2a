package io.agentrunner.platform.http;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;

/** {@code /openapi}: the checked-in document as it is; a server's own OpenAPI would write it anew. */
@Path("openapi")
@Produces(MediaType.APPLICATION_JSON)
public class OpenApiResource {
    @GET
    public byte[] document() throws IOException {
        try (var document = OpenApiResource.class.getResourceAsStream("/META-INF/openapi.json")) {
            return document.readAllBytes();
        }
    }
}
