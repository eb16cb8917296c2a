package io.agentrunner.access;

import io.agentrunner.access.token.OpenIdProvider;
import io.agentrunner.platform.http.Body;
import io.agentrunner.platform.problem.ProblemException;
import io.agentrunner.settings.AccessSettings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** {@code /session}: the console's sign-in, since a browser's EventSource can send no header. */
@ApplicationScoped
@Path("session")
@Produces(MediaType.APPLICATION_JSON)
public class SessionResource {
    @Inject
    private AccessSettings settings;

    @Inject
    private Access access;

    @Inject
    private Authenticator authenticator;

    @Inject
    private Sessions sessions;

    @Inject
    private OpenIdProvider provider;

    @Inject
    private RefusedCredentials refused;

    @Context
    private HttpServletRequest request;

    @GET
    public SessionView who() {
        return view(access.known().orElse(null));
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Response open(byte[] body, @Context HttpHeaders headers) {
        var wanted = Body.read(body, headers, SignIn.class);
        if ((wanted.key() == null) == (wanted.token() == null)) {
            throw ProblemException.invalid("key", "or token is required, not both");
        }
        if (!settings.required()) {
            return Response.ok(view(Caller.OPEN)).build();
        }
        var credential = Credential.read(wanted.key() == null ? wanted.token() : wanted.key());
        var found = authenticator.authenticate(credential).orElseThrow(() -> refused.refuse(request));
        var secret = sessions.open(found);
        return Response.ok(view(found.caller()))
                .header(HttpHeaders.SET_COOKIE, SessionCookie.of(secret, request))
                .build();
    }

    @DELETE
    public Response close() {
        if (Credential.of(request) instanceof Credential.Session session) {
            sessions.close(session.secret());
        }
        return Response.noContent()
                .header(HttpHeaders.SET_COOKIE, SessionCookie.none(request))
                .build();
    }

    private SessionView view(Caller caller) {
        var mode = settings.required() ? "required" : "open";
        var login = settings.required() && provider.configured() ? LoginServlet.LOGIN.substring(1) : null;
        return caller == null
                ? new SessionView(mode, null, null, null, login)
                : new SessionView(
                        mode,
                        caller.name(),
                        caller.role(),
                        caller.projects()
                                .map(ids -> ids.stream().sorted().toList())
                                .orElse(null),
                        login);
    }
}
