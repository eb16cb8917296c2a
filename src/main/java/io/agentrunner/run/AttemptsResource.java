package io.agentrunner.run;

import io.agentrunner.platform.database.Lane;
import io.agentrunner.platform.http.Query;
import io.agentrunner.platform.http.Takes;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;

/** {@code /runs/{id}/attempts}. */
@ApplicationScoped
@Path("runs/{id}/attempts")
@Produces(MediaType.APPLICATION_JSON)
public class AttemptsResource {
    @Inject
    private Attempts attempts;

    @GET
    @Takes({"before_id", "limit"})
    public Response page(@PathParam("id") long id, @Context UriInfo uri) {
        var query = new Query(uri.getQueryParameters());
        var before = query.limit("before_id", Integer.MAX_VALUE, 1, Integer.MAX_VALUE);
        var limit = query.limit("limit", 100, 1, 1000);
        // The events of a long run are many, and no index has their types.
        var page = Lane.SEARCHES.run(() -> attempts.page(id, before, limit));
        return page.answer(uri, "before_id", AttemptView::attempt);
    }
}
