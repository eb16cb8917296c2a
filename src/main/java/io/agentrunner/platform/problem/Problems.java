package io.agentrunner.platform.problem;

import jakarta.ws.rs.core.Response;
import java.util.List;

/** The responses that carry a problem. */
final class Problems {
    private Problems() {}

    static Response.ResponseBuilder response(int status, String detail, String path, List<Problem.FieldError> errors) {
        return Response.status(status, title(status))
                .type(Problem.MEDIA_TYPE)
                .entity(problem(status, detail, path, errors, null));
    }

    static Response response(ProblemException e, String path) {
        var response = response(e.status(), e.getMessage(), path, e.errors());
        if (e.retryAfterSeconds() != null) {
            response.header("Retry-After", e.retryAfterSeconds());
        }
        if (e.status() == 408) {
            // The server does not wait for the rest of the body.
            response.header("Connection", "close");
        }
        return response.build();
    }

    static Response fault(String path, String id) {
        return Response.status(500)
                .type(Problem.MEDIA_TYPE)
                .entity(problem(500, detail(500, path), path, List.of(), id))
                .build();
    }

    static Problem problem(int status, String detail, String path, List<Problem.FieldError> errors, String id) {
        return new Problem("about:blank", title(status), status, detail, path, errors, id);
    }

    static String detail(int status, String path) {
        return switch (status) {
            case 400 -> "The request cannot be read.";
            case 404 -> "There is nothing at " + path + "; GET /docs lists the paths.";
            case 405 -> "This method is not allowed here; the Allow header names those that are.";
            case 406 -> "The response is available as application/json only; accept that.";
            case 413 -> "The body is too large.";
            case 415 -> "The body must be JSON, with Content-Type: application/json.";
            case 503 -> "Agent Runner is not available right now; try again shortly.";
            default ->
                status >= 500
                        ? "Something went wrong on our side; the server's log has the details under the id."
                        : "The request is not accepted.";
        };
    }

    private static String title(int status) {
        var known = Response.Status.fromStatusCode(status);
        return switch (status) {
            case 413 -> "Content Too Large";
            case 429 -> "Too Many Requests";
            case 421 -> "Misdirected Request";
            case 422 -> "Unprocessable Content";
            default -> known == null ? "Error " + status : known.getReasonPhrase();
        };
    }
}
