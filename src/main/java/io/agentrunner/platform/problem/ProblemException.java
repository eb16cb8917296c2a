package io.agentrunner.platform.problem;

import jakarta.ejb.ApplicationException;
import java.util.ArrayList;
import java.util.List;

/** A request that cannot be fulfilled. It becomes a problem document and rolls the transaction back. */
@ApplicationException(rollback = true)
public class ProblemException extends RuntimeException {
    private final int status;
    private final Integer retryAfterSeconds;
    private final List<Problem.FieldError> errors = new ArrayList<>();

    private ProblemException(int status, String detail, Integer retryAfterSeconds) {
        // No stack trace: the client caused it, so the place in our code does not matter.
        super(detail, null, false, false);
        this.status = status;
        this.retryAfterSeconds = retryAfterSeconds;
    }

    /** 400: the request cannot be read. */
    public static ProblemException badRequest(String detail) {
        return new ProblemException(400, detail, null);
    }

    /** 404: the thing does not exist. */
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

    /** 422: the value of the member {@code field} is not accepted. */
    public static ProblemException invalid(String field, String message) {
        return new ProblemException(422, field + " " + message + ".", null).field(field, message);
    }

    /** 429: too many; with the seconds to wait before the next try. */
    public static ProblemException tooManyRequests(String detail, int retryAfterSeconds) {
        return new ProblemException(429, detail, retryAfterSeconds);
    }

    /** 503: not now; with the seconds to wait before the next try. */
    public static ProblemException unavailable(String detail, int retryAfterSeconds) {
        return new ProblemException(503, detail, retryAfterSeconds);
    }

    /** 503: the outcome is unknown, so there is no hint when to try again. */
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
