package io.agentrunner.gate;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * The headers of every answer. They are set before anything else, so that refusals have them too; a page replaces the policy
 * and the caching by its own.
 */
final class SecurityHeaders {
    /** For data, which loads nothing and stands in no frame. */
    private static final String POLICY = "default-src 'none'; frame-ancestors 'none'";

    private static final String NO_PERMISSIONS =
            "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()";

    /** Not for localhost: the name belongs to every program of the machine, and browsers apply this to all its ports. */
    private static final String ONE_YEAR = "max-age=31536000";

    private SecurityHeaders() {}

    static void set(HttpServletRequest request, HttpServletResponse response) {
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("Content-Security-Policy", POLICY);
        response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
        response.setHeader("Referrer-Policy", "same-origin");
        response.setHeader("Permissions-Policy", NO_PERMISSIONS);
        response.addHeader("Vary", "Origin");
        if (request.isSecure() && !Hosts.isLoopback(request.getServerName())) {
            response.setHeader("Strict-Transport-Security", ONE_YEAR);
        }
    }
}
