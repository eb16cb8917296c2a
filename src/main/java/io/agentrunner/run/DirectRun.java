package io.agentrunner.run;

import io.agentrunner.platform.json.Storable;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

/** A directive of an operator to a run's agent. */
public record DirectRun(
        @NotBlank(message = "is required and must not be blank")
        @Size(max = 100_000, message = "must have at most {max} characters")
        @Storable
        String text) {}
