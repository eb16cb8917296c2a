package io.agentrunner.access;

import io.agentrunner.platform.json.Storable;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;

/**
 * A key to create.
 *
 * @param projects the only projects of its callers, for a viewer or a submitter; null: all
 * @param expiresAt null: never
 */
public record CreateKey(
        @NotBlank(message = "is required and must not be blank")
        @Size(max = 200, message = "must have at most {max} characters")
        @Storable
        String name,

        @NotNull(message = "is required: viewer, submitter, operator or admin")
        Role role,

        @Size(min = 1, max = 1000, message = "must name 1 to 1,000 projects, or be left out for all")
        List<@NotNull(message = "must not be null") Long> projects,

        Instant expiresAt) {}
