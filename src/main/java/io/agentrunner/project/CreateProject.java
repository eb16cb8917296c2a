package io.agentrunner.project;

import io.agentrunner.platform.json.Storable;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

/** A project to create. {@code localPath} is stored unchanged. */
public record CreateProject(
        @NotBlank(message = "is required and must not be blank")
        @Size(max = 200, message = "must have at most {max} characters")
        @Storable
        String name,

        @Size(max = 4096, message = "must have at most {max} characters") @Storable
        String localPath) {}
