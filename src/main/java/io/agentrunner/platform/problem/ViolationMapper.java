package io.agentrunner.platform.problem;

import jakarta.inject.Inject;
import jakarta.validation.ConstraintViolationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

/** Replaces the server's own mapper for violations, which would win over a general mapper. */
@Provider
public class ViolationMapper implements ExceptionMapper<ConstraintViolationException> {
    @Context
    private UriInfo uri;

    @Inject
    private Violations violations;

    @Override
    public Response toResponse(ConstraintViolationException violation) {
        return Problems.response(
                violations.problem(violation), uri.getRequestUri().getRawPath());
    }
}
