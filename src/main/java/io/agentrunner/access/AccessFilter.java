package io.agentrunner.access;

import io.agentrunner.access.Permission.Needed;
import io.agentrunner.gate.ClientAddress;
import io.agentrunner.gate.RateFilter;
import io.agentrunner.platform.http.Actor;
import io.agentrunner.platform.problem.DatabaseFault;
import io.agentrunner.platform.problem.FaultLog;
import io.agentrunner.platform.problem.ProblemException;
import io.agentrunner.platform.problem.ProblemServlet;
import io.agentrunner.settings.AccessSettings;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;

/**
 * Finds the caller of each request and asks {@link Permissions} whether it may: 401 without a valid credential, 403 if its role
 * does not allow it. All that the WAR serves passes here, after the checks of Host and Origin ({@code web.xml}).
 */
public class AccessFilter extends HttpFilter {
    private static final String CHALLENGE = "Bearer realm=\"agent-runner\"";
    private static final FaultLog FAULTS = new FaultLog(AccessFilter.class);

    @Inject
    private transient AccessSettings settings;

    @Inject
    private transient Authenticator authenticator;

    @Inject
    private transient Access access;

    @Inject
    private transient Actor actor;

    @Inject
    private transient RefusalAudit refusals;

    @Inject
    private transient RefusedCredentials refused;

    @Inject
    private transient ClientAddress address;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        actor.comesFrom(address.of(request));
        actor.is(null);
        if (!settings.required()) {
            pass(Caller.OPEN, request, response, chain);
            return;
        }
        var needed = Permissions.of(request.getMethod(), path(request));
        var open = needed == Needed.ANYONE || (needed == Needed.METRICS && settings.metricsOpen());
        Optional<SignedIn> found;
        try {
            found = authenticator.authenticate(Credential.of(request));
        } catch (RuntimeException e) {
            if (!open) {
                unavailable(e, request, response);
                return;
            }
            // As without a credential.
            found = Optional.empty();
        }
        if (found.isPresent() && (open || needed.allows(found.get().caller()))) {
            pass(found.get().caller(), request, response, chain);
        } else if (open) {
            chain.doFilter(request, response);
        } else if (found.isPresent()) {
            forbidden(found.get().caller(), needed, request, response);
        } else {
            unauthorized(request, response);
        }
    }

    private void pass(Caller caller, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        access.enter(caller);
        if (!caller.equals(Caller.OPEN)) {
            request.setAttribute(RateFilter.CALLER, caller.name());
        }
        actor.is(caller.name());
        chain.doFilter(new KnownRequest(request, caller), response);
    }

    private void forbidden(Caller caller, Needed needed, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        refusals.note(caller.name(), request, "needs " + needed.inWords());
        problem(
                request,
                response,
                HttpServletResponse.SC_FORBIDDEN,
                "Your role, %s%s, cannot do this: it needs %s."
                        .formatted(caller.role(), caller.isLimited() ? " of some projects" : "", needed.inWords()));
    }

    private void unauthorized(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (Credential.of(request) instanceof Credential.Absent) {
            response.setHeader("WWW-Authenticate", CHALLENGE);
            problem(
                    request,
                    response,
                    HttpServletResponse.SC_UNAUTHORIZED,
                    "This needs a key or a token: send Authorization: Bearer … or X-API-Key, or sign in with POST"
                            + " /session.");
            return;
        }
        response.setHeader("WWW-Authenticate", CHALLENGE + ", error=\"invalid_token\"");
        ProblemServlet.write(response, refused.refuse(request), request.getRequestURI());
    }

    private static void unavailable(RuntimeException e, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        if (e instanceof ProblemException) {
            ProblemServlet.write(response, e, request.getRequestURI());
            return;
        }
        if (!DatabaseFault.passingIn(e)) {
            throw e;
        }
        FAULTS.warn("Credentials cannot be checked", e);
        response.setHeader("Retry-After", "2");
        problem(
                request,
                response,
                HttpServletResponse.SC_SERVICE_UNAVAILABLE,
                "The credential cannot be checked now, since the database does not answer; try again shortly.");
    }

    private static void problem(HttpServletRequest request, HttpServletResponse response, int status, String detail)
            throws IOException {
        ProblemServlet.write(response, status, detail, request.getRequestURI());
    }

    private static String path(HttpServletRequest request) {
        return request.getRequestURI().substring(request.getContextPath().length());
    }
}
