package io.agentrunner.platform.metrics;

import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** {@code GET /metrics}. */
@Path("metrics")
@Produces(MediaType.TEXT_PLAIN)
public class MetricsResource {
    private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";

    @Inject
    private Metrics metrics;

    @GET
    public Response scrape() {
        return Response.ok(metrics.text(), PROMETHEUS_TEXT).build();
    }
}
