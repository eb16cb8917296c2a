package io.agentrunner.worker;

import io.agentrunner.node.Membership;
import io.agentrunner.node.NotClaiming;
import io.agentrunner.settings.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Set;

/** {@code /worker}: the worker of the responding node. */
@ApplicationScoped
@Path("worker")
@Produces(MediaType.APPLICATION_JSON)
public class WorkerResource {
    private static final Set<NotClaiming> PASSING = Set.of(NotClaiming.STARTING, NotClaiming.LEASE_ENDED);

    @Inject
    private Membership membership;

    @Inject
    private ClaimLoop loop;

    @Inject
    private Running running;

    @Inject
    private Slots slots;

    @Inject
    private Settings settings;

    @GET
    @Path("status")
    public WorkerStatus status() {
        return new WorkerStatus(
                isAskedToClaim(),
                seconds(settings.checkInterval().toMillis()),
                membership.node(),
                slots.used(),
                settings.concurrency(),
                running.lingering().size(),
                slots.heldBack().orElse(null));
    }

    /** Polls the queue now. Nothing is executed within the request. */
    @POST
    @Path("process")
    public Response process() {
        loop.wake();
        return Response.accepted(Map.of("message", "Processing triggered")).build();
    }

    /** Stays true while a lost lease is replaced, since nobody asked the node to stop claiming. */
    private boolean isAskedToClaim() {
        return PASSING.containsAll(membership.notClaiming());
    }

    /** 5000 as 5, 200 as 0.2. */
    private static BigDecimal seconds(long millis) {
        var seconds = BigDecimal.valueOf(millis, 3).stripTrailingZeros();
        return seconds.scale() < 0 ? seconds.setScale(0) : seconds;
    }
}
