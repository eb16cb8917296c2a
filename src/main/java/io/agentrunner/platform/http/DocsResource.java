package io.agentrunner.platform.http;

import io.agentrunner.platform.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.servlet.ServletContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;

/** {@code /docs}: Swagger UI for {@code /openapi}, from this server alone. */
@ApplicationScoped
@Path("docs")
public class DocsResource {
    /** Swagger UI sets styles in the page and draws its icons from data URLs. Everything else comes from this server. */
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline';"
            + " img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static final Map<String, String> TYPES = Map.of(
            "index.html", "text/html;charset=UTF-8",
            "initializer.js", "text/javascript;charset=UTF-8",
            "swagger-ui-bundle.js", "text/javascript;charset=UTF-8",
            "swagger-ui.css", "text/css;charset=UTF-8",
            "favicon-32x32.png", "image/png");

    /** The files that link to others. */
    private static final Set<String> LINKING = Set.of("index.html", "initializer.js");

    @Context
    private ServletContext application;

    @GET
    public Response page() throws IOException {
        return file("index.html");
    }

    @GET
    @Path("{file}")
    public Response file(@PathParam("file") String file) throws IOException {
        var type = TYPES.get(file);
        if (type == null) {
            throw ProblemException.notFound("There is no page /docs/" + file + "; /docs is the one there is.");
        }
        try (var content = DocsResource.class.getResourceAsStream("/docs/" + file)) {
            return Response.ok(LINKING.contains(file) ? linked(content.readAllBytes()) : content.readAllBytes(), type)
                    .header("Content-Security-Policy", POLICY)
                    .header("X-Content-Type-Options", "nosniff")
                    .build();
        }
    }

    /** The links of our own files begin at the root of the application. */
    private byte[] linked(byte[] content) {
        return new String(content, StandardCharsets.UTF_8)
                .replace("\"/", "\"" + application.getContextPath() + "/")
                .getBytes(StandardCharsets.UTF_8);
    }
}
