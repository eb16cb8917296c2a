package io.agentrunner.platform.database;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;

/** Gives each request of the REST interface its lane. A resource method can choose another one, as a search does. */
public class LaneFilter extends HttpFilter {
    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        var lane = READING.contains(request.getMethod()) ? Lane.READS : Lane.CHANGES;
        var failure = lane.run(() -> {
            try {
                chain.doFilter(request, response);
                return null;
            } catch (IOException | ServletException e) {
                return e;
            }
        });
        switch (failure) {
            case null -> {
                // The request is already answered.
            }
            case IOException e -> throw e;
            case ServletException e -> throw e;
            default -> throw new ServletException(failure);
        }
    }
}
