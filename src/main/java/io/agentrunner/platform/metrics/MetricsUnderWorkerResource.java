package io.agentrunner.platform.metrics;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/**
 * {@code GET /worker/metrics}: the same as {@code /metrics}, for servers without our {@code server-config}, where {@code
 * /metrics} holds the server's own metrics.
 */
@ApplicationScoped
@Path("worker/metrics")
@Produces(MediaType.TEXT_PLAIN)
public class MetricsUnderWorkerResource extends MetricsResource {}
