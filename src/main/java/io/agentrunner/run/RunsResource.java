package io.agentrunner.run;

import io.agentrunner.access.Access;
import io.agentrunner.event.EventFilter;
import io.agentrunner.event.EventView;
import io.agentrunner.platform.database.Lane;
import io.agentrunner.platform.http.Actor;
import io.agentrunner.platform.http.Body;
import io.agentrunner.platform.http.Links;
import io.agentrunner.platform.http.Page;
import io.agentrunner.platform.http.Query;
import io.agentrunner.platform.http.Reserved;
import io.agentrunner.platform.http.Takes;
import io.agentrunner.platform.json.Json;
import io.agentrunner.platform.problem.ProblemException;
import io.agentrunner.platform.problem.Violations;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;

/** {@code /runs}. */
@ApplicationScoped
@Path("runs")
@Produces(MediaType.APPLICATION_JSON)
public class RunsResource {
    @Inject
    private Access access;

    @Inject
    private Actor actor;

    @Inject
    private Runs runs;

    @Inject
    private Violations violations;

    @Inject
    private Reserved reserved;

    @GET
    @Takes({
        "status",
        "project_id",
        "agent",
        "node",
        "metadata",
        "metadata.KEY",
        "created_after",
        "created_before",
        "q",
        "question",
        "needs_answer",
        "limit",
        "full",
        "before_id"
    })
    public Response list(@Context UriInfo uri) {
        var query = new Query(uri.getQueryParameters());
        var limit = query.limit("limit", 100, 1, 1000);
        var full = query.flag("full", false);
        var filter = RunFilter.of(query, access.caller());
        var page = Lane.SEARCHES.run(() -> {
            reserved.reserve(Page.MOST_BYTES);
            return runs.search(filter, limit, full ? RunDetail.FULL : RunDetail.BRIEF);
        });
        reserved.settle(page.bytes());
        return page.answer(uri, "before_id", RunView::id, full ? run -> run : RunItem::new);
    }

    @GET
    @Path("{id}")
    public RunView find(@PathParam("id") long id) {
        reserved.reserve(runs.bytes(id));
        return runs.find(id);
    }

    @GET
    @Path("{id}/events")
    @Takes({"after_id", "before_id", "limit", "order", "payload_limit", "type"})
    public Response events(@PathParam("id") long id, @Context UriInfo uri) {
        var filter = EventFilter.of(new Query(uri.getQueryParameters()));
        reserved.reserve(Page.MOST_BYTES);
        var page = runs.events(id, filter);
        reserved.settle(page.bytes());
        return page.answer(uri, filter.cursor(), EventView::id);
    }

    @POST
    @Path("{id}/directive")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response direct(@PathParam("id") long id, byte[] body, @Context HttpHeaders headers, @Context UriInfo uri) {
        var directive = violations.check(Body.read(body, headers, DirectRun.class));
        var event = runs.direct(id, directive.text(), actor.name());
        return Response.created(Links.to(uri, "runs/%d/events?after_id=%d&limit=1".formatted(id, event.id() - 1)))
                .entity(event)
                .build();
    }

    @POST
    @Path("{id}/retry")
    @Consumes(MediaType.WILDCARD)
    public RunView retry(@PathParam("id") long id, byte[] body, @Context HttpHeaders headers) {
        var wanted = Body.isPresent(body, headers) ? Json.read(body, RetryRun.class) : new RetryRun(null);
        return runs.retry(id, wanted.deadlineAt(), actor.name());
    }

    @POST
    @Path("{id}/pause")
    @Consumes(MediaType.WILDCARD)
    public RunView pause(@PathParam("id") long id) {
        reserved.reserve(runs.bytes(id));
        return runs.pause(id, actor.name());
    }

    @POST
    @Path("{id}/resume")
    @Consumes(MediaType.WILDCARD)
    public RunView resume(@PathParam("id") long id) {
        reserved.reserve(runs.bytes(id));
        return runs.resume(id, actor.name());
    }

    @POST
    @Path("{id}/stop")
    @Consumes(MediaType.WILDCARD)
    public RunView stop(@PathParam("id") long id) {
        reserved.reserve(runs.bytes(id));
        return runs.stop(id, actor.name());
    }

    /** The literal paths above have priority. */
    @POST
    @Path("{id}/{action}")
    @Consumes(MediaType.WILDCARD)
    public RunView unknown(@PathParam("id") long id, @PathParam("action") String action) {
        throw ProblemException.badRequest(
                "There is no action \"%s\"; the actions are pause, resume, stop, retry and directive."
                        .formatted(action));
    }
}
