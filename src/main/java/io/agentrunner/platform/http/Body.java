package io.agentrunner.platform.http;

import io.agentrunner.platform.problem.ProblemException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;

/** Tells the two forms of a submit apart: a JSON body, or query parameters without a body. */
public final class Body {
    private Body() {}

    /**
     * Whether there is a body.
     *
     * @throws ProblemException 415 when there is one that does not say it is JSON
     */
    public static boolean isPresent(byte[] body, HttpHeaders headers) {
        if (body == null || body.length == 0) {
            return false;
        }
        var type = headers.getMediaType();
        if (type == null || !type.isCompatible(MediaType.APPLICATION_JSON_TYPE)) {
            throw ProblemException.unsupportedMediaType(
                    "The body must be JSON, with Content-Type: application/json; or send query parameters and no body.");
        }
        return true;
    }
}
