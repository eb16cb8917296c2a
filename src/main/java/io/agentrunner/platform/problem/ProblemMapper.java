package io.agentrunner.platform.problem;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.UUID;

/** Turns every failure of a request into a problem document. Only faults of ours are logged, with the id of the document. */
@Provider
public class ProblemMapper implements ExceptionMapper<Throwable> {
    private static final System.Logger LOG = System.getLogger(ProblemMapper.class.getName());

    private static final String MAPPED = ProblemMapper.class.getName();

    @Context
    private UriInfo uri;

    @Context
    private Request request;

    @Context
    private HttpHeaders headers;

    @Context
    private HttpServletRequest servlet;

    private record Mapped(Throwable thrown, Response answer) {}

    /**
     * Remembered for each fault, since Jersey asks twice: first whether an exception of an EJB has a response, then for
     * the response.
     */
    @Override
    public Response toResponse(Throwable thrown) {
        if (servlet.getAttribute(MAPPED) instanceof Mapped mapped
                && mapped.thrown().equals(thrown)) {
            return mapped.answer();
        }
        var answer = answerTo(thrown);
        servlet.setAttribute(MAPPED, new Mapped(thrown, answer));
        return answer;
    }

    private Response answerTo(Throwable thrown) {
        for (var cause = thrown; cause != null; cause = cause.getCause()) {
            switch (cause) {
                case ProblemException problem -> {
                    return answer(problem);
                }
                case WebApplicationException web -> {
                    return web(web);
                }
                case ProcessingException processing -> {
                    return answer(ProblemException.badRequest("The body cannot be read as JSON."));
                }
                default -> {
                    // A wrapper, whose cause is more specific.
                }
            }
        }
        return DatabaseFault.in(thrown).map(sql -> database(sql, thrown)).orElseGet(() -> fault(thrown));
    }

    private Response answer(ProblemException e) {
        return Problems.response(e, path());
    }

    private Response web(WebApplicationException e) {
        var given = e.getResponse();
        if (given.getStatus() < 400) {
            return given;
        }
        if (given.getStatus() >= 500) {
            return fault(e);
        }
        var response =
                Problems.response(given.getStatus(), Problems.detail(given.getStatus(), path()), path(), List.of());
        if (given.getHeaderString("Allow") != null) {
            response.header("Allow", given.getHeaderString("Allow"));
        }
        return response.build();
    }

    private Response database(java.sql.SQLException sql, Throwable thrown) {
        return DatabaseProblem.of(sql, thrown, isRepeatable()).map(this::answer).orElseGet(() -> fault(thrown));
    }

    /** Returns whether a second request has no second effect. */
    private boolean isRepeatable() {
        return !request.getMethod().equals("POST") || headers.getHeaderString("Idempotency-Key") != null;
    }

    private Response fault(Throwable thrown) {
        var id = UUID.randomUUID().toString();
        LOG.log(Level.ERROR, "Fault " + id + " at " + path(), thrown);
        return Problems.fault(path(), id);
    }

    private String path() {
        return uri.getRequestUri().getRawPath();
    }
}
