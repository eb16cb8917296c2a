package io.agentrunner.platform.metrics;

import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** {@code GET /metrics}. */
@ApplicationScoped
@Path("metrics")
@Produces(MediaType.TEXT_PLAIN)
public class MetricsResource {
    @Inject
    private Metrics metrics;

    @GET
    public Response scrape() {
        return Response.ok(metrics.text(), PrometheusTextFormatWriter.CONTENT_TYPE)
                .build();
    }
}
