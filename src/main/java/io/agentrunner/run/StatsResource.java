package io.agentrunner.run;

import io.agentrunner.access.Access;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** {@code /stats}. */
@ApplicationScoped
@Path("stats")
@Produces(MediaType.APPLICATION_JSON)
public class StatsResource {
    @Inject
    private Runs runs;

    @Inject
    private Access access;

    @GET
    public Stats stats() {
        return runs.stats(access.caller().projects().orElse(null));
    }
}
