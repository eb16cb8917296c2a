package io.agentrunner.gate;

import io.agentrunner.settings.GateSettings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Locale;

/** Cross-origin resource sharing (Fetch standard, 3.2) with the origins of {@code cors.origins}. */
@ApplicationScoped
class Cors {
    private static final String METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE";
    private static final String HEADERS = "content-type, authorization, idempotency-key, last-event-id, x-api-key";
    private static final String EXPOSED =
            "location, link, idempotent-replayed, retry-after, ratelimit, ratelimit-policy";
    private static final String SECONDS = "600";

    @Inject
    private GateSettings settings;

    boolean allows(String origin) {
        return settings.corsOrigins().contains(origin.toLowerCase(Locale.ROOT));
    }

    /** Lets the page read the answer, whatever that will be. */
    void share(String origin, HttpServletResponse response) {
        response.setHeader("Access-Control-Allow-Origin", origin);
        response.setHeader("Access-Control-Expose-Headers", EXPOSED);
    }

    static boolean isPreflight(HttpServletRequest request) {
        return request.getMethod().equals("OPTIONS") && request.getHeader("Access-Control-Request-Method") != null;
    }

    void answerPreflight(String origin, HttpServletResponse response) {
        response.setHeader("Access-Control-Allow-Origin", origin);
        response.setHeader("Access-Control-Allow-Methods", METHODS);
        response.setHeader("Access-Control-Allow-Headers", HEADERS);
        response.setHeader("Access-Control-Max-Age", SECONDS);
        response.addHeader("Vary", "Access-Control-Request-Method, Access-Control-Request-Headers");
        response.setStatus(HttpServletResponse.SC_NO_CONTENT);
    }
}
