package io.agentrunner.run;

import io.agentrunner.access.Access;
import io.agentrunner.access.Caller;
import io.agentrunner.platform.database.Lane;
import io.agentrunner.platform.problem.ProblemServlet;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.regex.Pattern;

/**
 * Answers 404 to a caller that is limited to projects, for every path below a run of another project. A run's project never
 * changes, so it is read before, apart from what the request does.
 */
public class VisibleRuns extends HttpFilter {
    /** Other forms of a number, such as +5, are the id of no run here. */
    private static final Pattern ID = Pattern.compile("[0-9]{1,18}");

    private static final Pattern BELOW_RUN = Pattern.compile("/runs/(?!batch$|bulk$)([^/]+)(/.*)?");

    @Inject
    private transient Access access;

    @Inject
    private transient Runs runs;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        var limited = access.known().filter(Caller::isLimited);
        if (limited.isPresent()) {
            var path = BELOW_RUN.matcher(decoded(request));
            if (path.matches() && !isVisible(path.group(1), limited.get())) {
                ProblemServlet.write(response, 404, "There is no run " + path.group(1) + ".", request.getRequestURI());
                return;
            }
        }
        chain.doFilter(request, response);
    }

    private boolean isVisible(String id, Caller caller) {
        return ID.matcher(id).matches() && Lane.READS.run(() -> runs.isVisible(Long.parseLong(id), caller));
    }

    private static String decoded(HttpServletRequest request) {
        var below = request.getPathInfo();
        return below == null ? request.getServletPath() : request.getServletPath() + below;
    }
}
