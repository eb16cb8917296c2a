package io.agentrunner.platform.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * A problem in the form of RFC 9457.
 *
 * @param detail one plain sentence that names the fault and a valid alternative
 * @param errors the members that were not accepted; absent if there are none
 * @param id the id of the entry in the server's log; present only for faults of ours
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Problem(
        String type, String title, int status, String detail, String instance, List<FieldError> errors, String id) {

    /** The media type of a problem. */
    public static final String MEDIA_TYPE = "application/problem+json";

    /** One member of a request that was not accepted, and the reason. */
    public record FieldError(String field, String message) {}
}
