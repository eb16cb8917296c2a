package io.agentrunner.submit;

import io.agentrunner.access.Access;
import io.agentrunner.platform.http.Body;
import io.agentrunner.platform.http.Links;
import io.agentrunner.platform.http.Query;
import io.agentrunner.platform.http.Takes;
import io.agentrunner.platform.json.Json;
import io.agentrunner.platform.problem.Violations;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.Map;

/** {@code POST /runs} and {@code /runs/batch}. */
@ApplicationScoped
@Path("runs")
@Produces(MediaType.APPLICATION_JSON)
public class SubmitResource {
    @Inject
    private Intake intake;

    @Inject
    private Access access;

    @Inject
    private Violations violations;

    @POST
    @Consumes(MediaType.WILDCARD)
    @Takes(
            value = {"project_id", "goal", "name", "run_type", "agent", "priority"},
            unlessBody = true)
    public Response submit(
            byte[] body,
            @Context HttpHeaders headers,
            @Context UriInfo uri,
            @HeaderParam("Idempotency-Key") String key) {
        var wanted = Body.isPresent(body, headers)
                ? Json.read(body, SubmitRun.class)
                : SubmitRun.of(new Query(uri.getQueryParameters()));
        var submitted = intake.submit(visible(Submit.one(violations.check(wanted))), key(key, uri, body));
        return answer(submitted)
                .location(Links.to(uri, "runs/" + submitted.run().id()))
                .entity(submitted.run())
                .build();
    }

    @POST
    @Path("batch")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response submitBatch(
            byte[] body,
            @Context HttpHeaders headers,
            @Context UriInfo uri,
            @HeaderParam("Idempotency-Key") String key) {
        var batch = violations.check(Body.read(body, headers, SubmitBatch.class));
        var submitted = intake.submit(visible(Submit.batch(batch)), key(key, uri, body));
        return answer(submitted).entity(Map.of("ids", submitted.ids())).build();
    }

    /** Refuses a submit to a project that does not exist for the caller. */
    private Submit visible(Submit submit) {
        submit.check(access.caller()::sees);
        return submit;
    }

    private static SubmitKey key(String header, UriInfo uri, byte[] body) {
        return SubmitKey.of(
                header,
                uri.getRequestUri().getRawPath() + "?" + uri.getRequestUri().getRawQuery(),
                body);
    }

    private static Response.ResponseBuilder answer(Submitted submitted) {
        return submitted.replayed()
                ? Response.ok().header("Idempotent-Replayed", true)
                : Response.status(Response.Status.CREATED);
    }
}
