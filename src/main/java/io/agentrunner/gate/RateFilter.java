package io.agentrunner.gate;

import io.agentrunner.platform.http.Refusals;
import io.agentrunner.platform.problem.ProblemServlet;
import io.agentrunner.settings.GateSettings;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Limits the requests of each caller on this node to {@code access.rate}; a caller is a key or a person, or an address while
 * nobody has signed in. Ten seconds' worth of requests may come at once. Answers carry {@code RateLimit} and {@code
 * RateLimit-Policy} (draft-ietf-httpapi-ratelimit-headers-10).
 */
public class RateFilter extends HttpFilter {
    /** The request attribute with the name of the caller, set when a credential was accepted. */
    public static final String CALLER = "io.agentrunner.caller";

    private static final int WINDOW_SECONDS = 10;
    private static final long SECOND = 1_000_000_000L;
    private static final int MOST_CALLERS = 10_000;

    @Inject
    private transient GateSettings settings;

    @Inject
    private transient ClientAddress addresses;

    @Inject
    private transient Refusals refusals;

    private final transient Buckets buckets = new Buckets(MOST_CALLERS);
    private final long begin = System.nanoTime();

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        var rate = settings.rate();
        if (rate == 0 || isAdmitted(request, response, rate)) {
            chain.doFilter(request, response);
        }
    }

    private boolean isAdmitted(HttpServletRequest request, HttpServletResponse response, int rate) throws IOException {
        var caller = (String) request.getAttribute(CALLER);
        var policy = caller == null ? "address" : "caller";
        var name = caller == null ? addresses.of(request) : caller;
        var size = (long) rate * WINDOW_SECONDS;
        var taking = buckets.take(policy + " " + name, size, SECOND / rate, System.nanoTime() - begin);
        response.setHeader("RateLimit-Policy", "\"%s\";q=%d;w=%d".formatted(policy, size, WINDOW_SECONDS));
        response.setHeader("RateLimit", "\"%s\";r=%d;t=%d".formatted(policy, taking.remaining(), taking.seconds()));
        if (!taking.taken()) {
            refusals.count(Refusals.Reason.RATE);
            response.setHeader("Retry-After", Long.toString(taking.seconds()));
            ProblemServlet.write(
                    response,
                    429,
                    "Too many requests: %d per second are allowed; try again in %d s."
                            .formatted(rate, taking.seconds()),
                    request.getRequestURI());
        }
        return taking.taken();
    }
}
