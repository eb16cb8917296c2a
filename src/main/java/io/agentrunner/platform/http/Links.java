package io.agentrunner.platform.http;

import jakarta.ws.rs.core.UriInfo;

/** Links from one page of a list to the next. They are relative, since the host of a request is the client's claim. */
public final class Links {
    private Links() {}

    /** Returns the value of a {@code Link} header to the same list with another cursor. */
    public static String next(UriInfo uri, String cursor, long value) {
        var next = uri.getRequestUriBuilder().replaceQueryParam(cursor, value).build();
        return "<%s?%s>; rel=\"next\"".formatted(next.getRawPath(), next.getRawQuery());
    }
}
