package io.agentrunner.project;

import io.agentrunner.platform.json.Storable;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

/** A change of a project. Absent members stay unchanged. */
public record ChangeProject(
        @Pattern(regexp = "(?s).*\\S.*", message = "must not be blank")
        @Size(max = 200, message = "must have at most {max} characters")
        @Storable
        String name,

        @Size(max = 4096, message = "must have at most {max} characters") @Storable
        String localPath) {}
