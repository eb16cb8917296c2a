package io.agentrunner.access;

import io.agentrunner.access.token.Login;
import io.agentrunner.access.token.OpenIdProvider;
import io.agentrunner.access.token.Verification;
import io.agentrunner.platform.http.ServerUrl;
import io.agentrunner.platform.problem.DatabaseFault;
import io.agentrunner.platform.problem.ProblemServlet;
import io.agentrunner.settings.AccessSettings;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * {@code /session/login} sends a browser to the OpenID provider, {@code /session/callback} takes it back, opens a session and
 * shows the page that it came from. Between the two the browser keeps a cookie that only the callback gets, so any node can
 * answer. A servlet, since a provider adds parameters of its own, which a resource refuses.
 */
@WebServlet({LoginServlet.LOGIN, LoginServlet.CALLBACK})
public class LoginServlet extends HttpServlet {
    static final String LOGIN = "/session/login";
    static final String CALLBACK = "/session/callback";

    private static final System.Logger LOG = System.getLogger(LoginServlet.class.getName());
    private static final String COOKIE = "agent_runner_login";
    private static final int MINUTES = 10;

    @Inject
    private transient AccessSettings settings;

    @Inject
    private transient OpenIdProvider provider;

    @Inject
    private transient IdentityCallers callers;

    @Inject
    private transient Sessions sessions;

    @Inject
    private transient RefusalAudit refusals;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!provider.configured() || !settings.required()) {
            ProblemServlet.write(
                    response,
                    HttpServletResponse.SC_NOT_FOUND,
                    "Nobody signs in here by an OpenID provider; see access and access.oidc.issuer.",
                    request.getRequestURI());
        } else if (request.getServletPath().equals(LOGIN)) {
            begin(request, response);
        } else {
            finish(request, response);
        }
    }

    /** A second HEAD would use up the code. */
    @Override
    protected void doHead(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.sendError(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
    }

    private void begin(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var login = Login.begin();
        var address = provider.address(login, callback(request));
        if (address.isEmpty()) {
            LOG.log(Level.WARNING, "Nobody can sign in: the OpenID provider does not answer");
            unavailable(request, response);
            return;
        }
        response.setHeader("Set-Cookie", cookie(login.secret() + target(request), MINUTES * 60, request));
        response.setStatus(HttpServletResponse.SC_FOUND);
        response.setHeader("Location", address.get().toString());
    }

    private void finish(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setHeader("Set-Cookie", cookie("", 0, request));
        var kept = kept(request);
        var state = request.getParameter("state");
        if (kept.isEmpty() || state == null || !kept.get().login().isOf(state)) {
            refuse("The sign-in did not begin in this browser, or too long ago.", 400, request, response);
            return;
        }
        var code = request.getParameter("code");
        if (code == null) {
            refuse("The identity provider did not let you sign in.", 401, request, response);
            return;
        }
        switch (provider.finish(kept.get().login(), code, callback(request))) {
            case Verification.Identity identity -> open(identity, kept.get().target(), request, response);
            case Verification.Refused refused -> {
                LOG.log(Level.WARNING, "A sign-in was refused: {0}", refused.reason());
                refuse("The identity provider did not confirm who you are.", 401, request, response);
            }
            case Verification.Undecided undecided -> {
                LOG.log(Level.WARNING, "A sign-in could not be checked: {0}", undecided.reason());
                unavailable(request, response);
            }
        }
    }

    private void open(
            Verification.Identity identity, String target, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        var caller = callers.of(identity);
        if (caller.isEmpty()) {
            refusals.note(identity.name(), request, "no group with a role");
            LoginPage.refusal(
                    "You are signed in at the identity provider, but none of your groups has a role here.",
                    console(request),
                    403,
                    response);
            return;
        }
        try {
            var secret = sessions.open(new SignedIn(caller.get(), SignedInBy.LOGIN, null));
            response.addHeader("Set-Cookie", SessionCookie.of(secret, request));
            LoginPage.onward(target, response);
        } catch (RuntimeException e) {
            if (!DatabaseFault.passingIn(e)) {
                throw e;
            }
            LOG.log(Level.WARNING, "A session could not be stored: {0}", e.getMessage());
            unavailable(request, response);
        }
    }

    private void refuse(String why, int status, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        refusals.note(null, request, "not a valid sign-in");
        LoginPage.refusal(why, console(request), status, response);
    }

    private void unavailable(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setHeader("Retry-After", "10");
        LoginPage.refusal("Nobody can sign in right now; try again shortly.", console(request), 503, response);
    }

    /** The address of this server as the browser knows it: the provider sends it back there. */
    private static String callback(HttpServletRequest request) {
        return base(request) + request.getContextPath() + CALLBACK;
    }

    private static String base(HttpServletRequest request) {
        return ServerUrl.of(request::getHeader, request.getScheme());
    }

    private static String console(HttpServletRequest request) {
        return request.getContextPath() + "/console/";
    }

    /** The page of the console that the browser wants, as a part of the cookie; another address counts as none. */
    private static String target(HttpServletRequest request) {
        var wanted = request.getParameter("return");
        return wanted != null && LoginPage.isBelow(console(request), wanted) ? "." + LoginPage.encoded(wanted) : "";
    }

    private static String cookie(String value, int seconds, HttpServletRequest request) {
        // Lax: the browser comes back from another site. Strict cookies stay at home then.
        return "%s=%s; Path=%s%s; Max-Age=%d; HttpOnly; SameSite=Lax%s"
                .formatted(
                        COOKIE,
                        value,
                        request.getContextPath(),
                        CALLBACK,
                        seconds,
                        base(request).startsWith("https:") ? "; Secure" : "");
    }

    private record Kept(Login login, String target) {}

    private static Optional<Kept> kept(HttpServletRequest request) {
        return Stream.ofNullable(request.getCookies())
                .flatMap(Stream::of)
                .filter(cookie -> cookie.getName().equals(COOKIE))
                .map(Cookie::getValue)
                .filter(value -> value.matches("[A-Za-z0-9_-]{43}(\\.[A-Za-z0-9_-]{1,4000})?"))
                .findFirst()
                .map(value -> {
                    var parts = value.split("\\.", 2);
                    var target = parts.length == 1 ? "" : LoginPage.decoded(parts[1]);
                    return new Kept(
                            new Login(parts[0]),
                            LoginPage.isBelow(console(request), target) ? target : console(request));
                });
    }
}
