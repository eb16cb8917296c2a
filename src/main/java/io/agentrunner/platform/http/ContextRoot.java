package io.agentrunner.platform.http;

import jakarta.servlet.ServletContext;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.Provider;
import java.net.URI;

/** Puts the context root before a {@code Location} that begins at the root of the application. */
@Provider
public class ContextRoot implements ContainerResponseFilter {
    @Context
    private ServletContext application;

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        if (response.getHeaders().getFirst(HttpHeaders.LOCATION) instanceof URI location
                && location.getHost() == null
                && location.getPath().startsWith("/")) {
            response.getHeaders().putSingle(HttpHeaders.LOCATION, URI.create(application.getContextPath() + location));
        }
    }
}
