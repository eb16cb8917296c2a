package io.agentrunner.project;

import io.agentrunner.access.Access;
import io.agentrunner.platform.http.Body;
import io.agentrunner.platform.http.Links;
import io.agentrunner.platform.http.Page;
import io.agentrunner.platform.http.Query;
import io.agentrunner.platform.http.Reserved;
import io.agentrunner.platform.http.Takes;
import io.agentrunner.platform.json.Json;
import io.agentrunner.platform.problem.Violations;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;

/** {@code /projects}. */
@ApplicationScoped
@Path("projects")
@Produces(MediaType.APPLICATION_JSON)
public class ProjectsResource {
    @Inject
    private Projects projects;

    @Inject
    private Access access;

    @Inject
    private Violations violations;

    @Inject
    private Reserved reserved;

    @GET
    @Takes({"limit", "before_id"})
    public Response list(@Context UriInfo uri) {
        var query = new Query(uri.getQueryParameters());
        var before = query.id("before_id");
        reserved.reserve(Page.MOST_BYTES);
        var page = projects.page(
                access.caller(), before == null ? Long.MAX_VALUE : before, query.limit("limit", 100, 1, 1000));
        reserved.settle(page.bytes());
        return page.answer(uri, "before_id", ProjectView::id);
    }

    @GET
    @Path("{id}")
    public ProjectView find(@PathParam("id") long id) {
        return projects.find(id, access.caller());
    }

    @POST
    @Consumes(MediaType.WILDCARD)
    @Takes(
            value = {"name", "local_path"},
            unlessBody = true)
    public Response create(byte[] body, @Context HttpHeaders headers, @Context UriInfo uri) {
        var query = uri.getQueryParameters();
        var wanted = Body.isPresent(body, headers)
                ? Json.read(body, CreateProject.class)
                : new CreateProject(query.getFirst("name"), query.getFirst("local_path"));
        var created = projects.create(violations.check(wanted));
        return Response.created(Links.to(uri, "projects/" + created.id()))
                .entity(created)
                .build();
    }

    @PATCH
    @Path("{id}")
    @Consumes(MediaType.APPLICATION_JSON)
    public ProjectView change(@PathParam("id") long id, byte[] body, @Context HttpHeaders headers) {
        return projects.change(id, access.caller(), violations.check(Body.read(body, headers, ChangeProject.class)));
    }
}
