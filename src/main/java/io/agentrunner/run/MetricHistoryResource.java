package io.agentrunner.run;

import io.agentrunner.platform.http.Query;
import io.agentrunner.platform.http.Takes;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.time.Duration;
import java.util.List;

/** {@code /metrics/history}. */
@ApplicationScoped
@Path("metrics/history")
@Produces(MediaType.APPLICATION_JSON)
public class MetricHistoryResource {
    @Inject
    private MetricHistory history;

    @GET
    @Takes("range")
    public List<MetricSample> last(@Context UriInfo uri) {
        return history.last(range(new Query(uri.getQueryParameters()).text("range")));
    }

    private static Duration range(String name) {
        return switch (name) {
            case null -> Duration.ofMinutes(15);
            case "15m" -> Duration.ofMinutes(15);
            case "1h" -> Duration.ofHours(1);
            case "24h" -> Duration.ofHours(24);
            default -> throw Query.refused("range", name, "15m, 1h or 24h");
        };
    }
}
