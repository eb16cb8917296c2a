package io.agentrunner.platform.problem;

import jakarta.ejb.ApplicationException;
import java.util.ArrayList;
import java.util.List;

/** A request that cannot be answered as asked: becomes a problem document, rolls back the transaction it leaves. */
@ApplicationException(rollback = true)
public class ProblemException extends RuntimeException {
    private final int status;
    private final Integer retryAfterSeconds;
    private final List<Problem.FieldError> errors = new ArrayList<>();

    private ProblemException(int status, String detail, Integer retryAfterSeconds) {
        // No stack: the client made it, and its place in our code says nothing.
        super(detail, null, false, false);
        this.status = status;
        this.retryAfterSeconds = retryAfterSeconds;
    }

    /** 400: the request cannot be read. */
    public static ProblemException badRequest(String detail) {
        return new ProblemException(400, detail, null);
    }

    /** 401: the credential is not valid. */
    public static ProblemException unauthorized(String detail) {
        return new ProblemException(401, detail, null);
    }

    /** 403: this caller may not. */
    public static ProblemException forbidden(String detail) {
        return new ProblemException(403, detail, null);
    }

    /** 404: there is no such thing. */
    public static ProblemException notFound(String detail) {
        return new ProblemException(404, detail, null);
    }

    /** 405: this method is not for this path; the caller sets the Allow header. */
    public static ProblemException methodNotAllowed(String detail) {
        return new ProblemException(405, detail, null);
    }

    /** 406: the answer comes in another form only. */
    public static ProblemException notAcceptable(String detail) {
        return new ProblemException(406, detail, null);
    }

    /** 408: the body did not arrive in time. */
    public static ProblemException requestTimeout(String detail) {
        return new ProblemException(408, detail, null);
    }

    /** 409: the state of the thing forbids it. */
    public static ProblemException conflict(String detail) {
        return new ProblemException(409, detail, null);
    }

    /** 413: the body is too large. */
    public static ProblemException tooLarge(String detail) {
        return new ProblemException(413, detail, null);
    }

    /** 415: the body is of another kind. */
    public static ProblemException unsupportedMediaType(String detail) {
        return new ProblemException(415, detail, null);
    }

    /** 422: a value is not accepted; {@code field} names the member. */
    public static ProblemException invalid(String field, String message) {
        return new ProblemException(422, field + " " + message + ".", null).field(field, message);
    }

    /** 429: too many; try again after so many seconds. */
    public static ProblemException tooManyRequests(String detail, int retryAfterSeconds) {
        return new ProblemException(429, detail, retryAfterSeconds);
    }

    /** 503: not now; try again after so many seconds. */
    public static ProblemException unavailable(String detail, int retryAfterSeconds) {
        return new ProblemException(503, detail, retryAfterSeconds);
    }

    /** 503: nobody knows whether it was done, so it is not said when to try again. */
    public static ProblemException inDoubt(String detail) {
        return new ProblemException(503, detail, null);
    }

    /** Adds a member that was not accepted. */
    public ProblemException field(String field, String message) {
        errors.add(new Problem.FieldError(field, message));
        return this;
    }

    int status() {
        return status;
    }

    Integer retryAfterSeconds() {
        return retryAfterSeconds;
    }

    List<Problem.FieldError> errors() {
        return List.copyOf(errors);
    }
}
