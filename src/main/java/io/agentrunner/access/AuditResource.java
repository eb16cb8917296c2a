package io.agentrunner.access;

import io.agentrunner.platform.http.Page;
import io.agentrunner.platform.http.Query;
import io.agentrunner.platform.http.Reserved;
import io.agentrunner.platform.http.Takes;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;

/** {@code /audit}. */
@ApplicationScoped
@Path("audit")
@Produces(MediaType.APPLICATION_JSON)
public class AuditResource {
    @Inject
    private Audit audit;

    @Inject
    private Reserved reserved;

    @GET
    @Takes({"limit", "before_id"})
    public Response list(@Context UriInfo uri) {
        var query = new Query(uri.getQueryParameters());
        var before = query.id("before_id");
        reserved.reserve(Page.MOST_BYTES);
        var page = audit.page(before == null ? Long.MAX_VALUE : before, query.limit("limit", 100, 1, 1000));
        reserved.settle(page.bytes());
        return page.answer(uri, "before_id", AuditEntry::id);
    }
}
