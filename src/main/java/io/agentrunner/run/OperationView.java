package io.agentrunner.run;

import com.fasterxml.jackson.annotation.JsonRawValue;
import java.time.Instant;

/**
 * An action on many runs, as far as it has come.
 *
 * @param filter as it was given, as JSON text; null if the runs were named by ids
 * @param matched runs that it came to so far: those done and those refused
 * @param done runs that are as asked
 * @param refused runs whose status forbids the action, or that do not exist
 * @param refusals run and reason of the first 20 of them, as JSON text
 * @param finishedAt null while it is under way
 */
public record OperationView(
        long id,
        String action,
        @JsonRawValue String filter,
        String actor,
        long matched,
        long done,
        long refused,
        @JsonRawValue String refusals,
        Instant createdAt,
        Instant finishedAt) {}
