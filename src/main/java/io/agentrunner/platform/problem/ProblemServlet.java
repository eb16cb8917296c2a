package io.agentrunner.platform.problem;

import io.agentrunner.platform.json.Json;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The error page of the application. A request that the container itself refuses gets a problem document, too, and
 * never HTML.
 */
@WebServlet(ProblemServlet.PATH)
public class ProblemServlet extends HttpServlet {
    static final String PATH = "/problem";
    private static final System.Logger LOG = System.getLogger(ProblemServlet.class.getName());

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var code = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        // Requested directly, this path does not exist.
        var status = code instanceof Integer known ? known : 404;
        var uri = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
        var path = uri == null ? request.getRequestURI() : uri.toString();
        String id = null;
        if (status >= 500 && request.getAttribute(RequestDispatcher.ERROR_EXCEPTION) instanceof Throwable thrown) {
            id = UUID.randomUUID().toString();
            LOG.log(Level.ERROR, "Fault " + id + " at " + path, thrown);
        }
        write(response, Problems.problem(status, Problems.detail(status, path), path, List.of(), id));
    }

    /** Writes a problem outside of the REST resources. */
    public static void write(HttpServletResponse response, int status, String detail, String path) throws IOException {
        write(response, Problems.problem(status, detail, path, List.of(), null));
    }

    /** Writes the problem that a fault of a request without a body is, where no resource is asked. */
    public static void write(HttpServletResponse response, Throwable thrown, String path) throws IOException {
        var problem = thrown instanceof ProblemException known
                ? Optional.of(known)
                : DatabaseFault.in(thrown).flatMap(sql -> DatabaseProblem.of(sql, thrown, true));
        if (problem.isPresent()) {
            var known = problem.get();
            if (known.retryAfterSeconds() != null) {
                response.setHeader("Retry-After", known.retryAfterSeconds().toString());
            }
            write(response, Problems.problem(known.status(), known.getMessage(), path, known.errors(), null));
            return;
        }
        var id = UUID.randomUUID().toString();
        LOG.log(Level.ERROR, "Fault " + id + " at " + path, thrown);
        write(response, Problems.problem(500, Problems.detail(500, path), path, List.of(), id));
    }

    private static void write(HttpServletResponse response, Problem problem) throws IOException {
        response.setStatus(problem.status());
        response.setContentType(Problem.MEDIA_TYPE);
        response.setCharacterEncoding("UTF-8");
        response.getWriter().write(Json.text(problem));
    }
}
