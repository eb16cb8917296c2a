package io.agentrunner.gate;

import io.agentrunner.platform.http.Refusals;
import io.agentrunner.platform.problem.ProblemServlet;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;

/** The first filter of every request: see the package. */
public class GateFilter extends HttpFilter {
    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");
    private static final Set<String> OF_OTHER_SITES = Set.of("cross-site", "same-site");

    @Inject
    private transient Hosts hosts;

    @Inject
    private transient Cors cors;

    @Inject
    private transient Refusals refusals;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        SecurityHeaders.set(request, response);
        if (request.getProtocol().equals("HTTP/2.0")) {
            // It has no head to read; its answer is 505, whatever it asks for.
            chain.doFilter(request, response);
            return;
        }
        var host = host(request);
        if (host.isEmpty()) {
            refusals.count(Refusals.Reason.HOST);
            ProblemServlet.write(
                    response,
                    421,
                    "This server does not serve the host of the Host header; http.hosts names those that it serves.",
                    request.getRequestURI());
            return;
        }
        var origin = request.getHeader("Origin");
        var allowed = origin != null && cors.allows(origin);
        if (allowed && Cors.isPreflight(request)) {
            cors.answerPreflight(origin, response);
            return;
        }
        if (allowed) {
            cors.share(origin, response);
        }
        if (!allowed && !READING.contains(request.getMethod()) && isOfAnotherPage(request, origin, host.get())) {
            refusals.count(Refusals.Reason.ORIGIN);
            ProblemServlet.write(
                    response,
                    403,
                    "A page of another origin may not change anything here; cors.origins names the origins that may.",
                    request.getRequestURI());
            return;
        }
        chain.doFilter(request, response);
    }

    /** The host of the request, if it has exactly one and this node serves it. */
    private Optional<Authority> host(HttpServletRequest request) {
        var given = Collections.list(request.getHeaders("Host"));
        return given.size() == 1
                ? Authority.parse(given.getFirst()).filter(one -> hosts.accepts(one.host()))
                : Optional.empty();
    }

    /** Browsers name the page that sends a request in these headers, which no page can change; other clients send neither. */
    private static boolean isOfAnotherPage(HttpServletRequest request, String origin, Authority host) {
        var site = request.getHeader("Sec-Fetch-Site");
        return (site != null && OF_OTHER_SITES.contains(site)) || (origin != null && !host.isOf(origin));
    }
}
