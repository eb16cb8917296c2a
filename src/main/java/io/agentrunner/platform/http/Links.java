package io.agentrunner.platform.http;

import jakarta.ws.rs.core.UriInfo;

/** Links from one page of a list to the next, relative: the host of a request is what the client says it is. */
public final class Links {
    private Links() {}

    /** The value of a {@code Link} header to the same list, from another cursor on. */
    public static String next(UriInfo uri, String cursor, long value) {
        var next = uri.getRequestUriBuilder().replaceQueryParam(cursor, value).build();
        return "<%s?%s>; rel=\"next\"".formatted(next.getRawPath(), next.getRawQuery());
    }
}
