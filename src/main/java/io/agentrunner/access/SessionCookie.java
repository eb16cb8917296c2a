package io.agentrunner.access;

import jakarta.servlet.http.HttpServletRequest;

/**
 * The {@code Set-Cookie} header of a console session: no script reads it, no other site's page sends it, and it ends with the
 * browser at the latest.
 */
public final class SessionCookie {
    private SessionCookie() {}

    /** With the secret that {@link Sessions#open} returned. */
    public static String of(String secret, HttpServletRequest request) {
        return cookie(secret, request);
    }

    /** Takes the cookie back. */
    static String none(HttpServletRequest request) {
        return cookie("", request) + "; Max-Age=0";
    }

    private static String cookie(String value, HttpServletRequest request) {
        return "%s=%s; Path=%s/; HttpOnly; SameSite=Strict%s"
                .formatted(Credential.COOKIE, value, request.getContextPath(), request.isSecure() ? "; Secure" : "");
    }
}
