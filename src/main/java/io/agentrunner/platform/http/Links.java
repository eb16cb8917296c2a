package io.agentrunner.platform.http;

import jakarta.ws.rs.core.UriInfo;
import java.net.URI;

/** Links to this application. They are relative, since the host of a request is the client's claim. */
public final class Links {
    private Links() {}

    /** Returns the address of a path of this application, under its context root. */
    public static URI to(UriInfo uri, String path) {
        return URI.create(uri.getBaseUri().getRawPath() + path);
    }

    /** Returns the value of a {@code Link} header to the same list with another cursor. */
    public static String next(UriInfo uri, String cursor, long value) {
        var next = uri.getRequestUriBuilder().replaceQueryParam(cursor, value).build();
        return "<%s?%s>; rel=\"next\"".formatted(next.getRawPath(), next.getRawQuery());
    }
}
