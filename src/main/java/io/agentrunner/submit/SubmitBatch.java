package io.agentrunner.submit;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;

/** Runs to queue together, all or none. */
public record SubmitBatch(
        @NotNull(message = "is required: an array of runs")
        @Size(min = 1, max = 10_000, message = "must have {min} to {max} items")
        List<@NotNull(message = "must be an object") @Valid SubmitRun> runs) {}
