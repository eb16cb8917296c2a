package io.agentrunner.platform.http;

import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Keeps some of the server's 200 request threads ({@code server-config}) free for health and metrics, whatever clients do.
 * At most 160 requests are served at once, and at most 80 of them wait for their body. Further requests get 503 at once. A
 * request counts as waiting until its body has been read. Health is the server's own servlet, which no filter of ours sees.
 */
public class Admission extends HttpFilter {
    static final int MOST_REQUESTS = 160;
    static final int MOST_BODIES = 80;
    private static final String RETRY_AFTER_SECONDS = "1";
    private static final long LOG_EVERY_NANOS = 10_000_000_000L;
    private static final System.Logger LOG = System.getLogger(Admission.class.getName());

    @Inject
    private transient Refusals refusals;

    private final transient Semaphore requests = new Semaphore(MOST_REQUESTS);
    private final transient Semaphore bodies = new Semaphore(MOST_BODIES);
    private final AtomicLong lastLogged = new AtomicLong(System.nanoTime() - LOG_EVERY_NANOS);

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse given, FilterChain chain)
            throws IOException, ServletException {
        var response = new AbandonableResponse(given);
        if (request.getRequestURI().endsWith("/metrics")) {
            chain.doFilter(request, response);
        } else if (!requests.tryAcquire()) {
            refuse(response, Refusals.Reason.REQUESTS, MOST_REQUESTS + " requests are being served");
        } else {
            try {
                admitted(request, response, chain);
            } finally {
                requests.release();
            }
        }
    }

    private void admitted(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request.getContentLengthLong() == 0
                || (request.getContentLengthLong() < 0 && request.getHeader("Transfer-Encoding") == null)) {
            chain.doFilter(request, response);
            return;
        }
        if (!bodies.tryAcquire()) {
            refuse(response, Refusals.Reason.BODIES, MOST_BODIES + " requests wait for their body");
            return;
        }
        try (var body = new TimedBody(request, bodies::release, () -> refusals.count(Refusals.Reason.SLOW))) {
            chain.doFilter(body, response);
        }
    }

    private void refuse(HttpServletResponse response, Refusals.Reason reason, String why) throws IOException {
        refusals.count(reason);
        var last = lastLogged.get();
        var now = System.nanoTime();
        if (now - last >= LOG_EVERY_NANOS && lastLogged.compareAndSet(last, now)) {
            LOG.log(Level.WARNING, () -> "Requests are refused with 503: " + why + ", the most at once");
        }
        response.setHeader("Retry-After", RETRY_AFTER_SECONDS);
        response.sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
    }
}
