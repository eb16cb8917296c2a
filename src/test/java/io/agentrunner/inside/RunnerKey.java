package io.agentrunner.inside;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Gives the requests of Arquillian's test runner the key of the server's first admin. */
public class RunnerKey extends HttpFilter {
    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        var ours = request.getRequestURI().contains("/ArquillianServletRunner");
        chain.doFilter(ours ? new WithKey(request) : request, response);
    }

    private static final class WithKey extends HttpServletRequestWrapper {
        WithKey(HttpServletRequest request) {
            super(request);
        }

        @Override
        public String getHeader(String name) {
            return name.equalsIgnoreCase("X-API-Key") ? System.getenv("ACCESS_BOOTSTRAP_KEY") : super.getHeader(name);
        }
    }
}
