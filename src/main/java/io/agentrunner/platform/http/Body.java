package io.agentrunner.platform.http;

import io.agentrunner.platform.json.Json;
import io.agentrunner.platform.problem.ProblemException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;

/** JSON bodies of requests. */
public final class Body {
    private Body() {}

    /**
     * Returns whether the request has a body. Without one, a submit is read from the query parameters.
     *
     * @throws ProblemException 415 if the body is not declared as JSON
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

    /**
     * Returns the value in the body of a request that needs one.
     *
     * @throws ProblemException 400 if the body is missing or unreadable, 415 if it is not declared as JSON
     */
    public static <T> T read(byte[] body, HttpHeaders headers, Class<T> type) {
        if (!isPresent(body, headers)) {
            throw ProblemException.badRequest("The body is empty; send a JSON object.");
        }
        return Json.read(body, type);
    }
}
