package io.agentrunner.run;

import com.fasterxml.jackson.annotation.JsonRawValue;
import java.time.Instant;

/**
 * A run as clients see it. Options, metadata, retry, result and error are JSON text as stored.
 *
 * @param waitsFor the run for whose end this run waits; null while it waits for none
 * @param lastEvent the number of its events
 * @param runAt null while it waits for another run, whose end is unknown
 */
public record RunView(
        long id,
        long projectId,
        String name,
        String goal,
        String runType,
        String agent,
        RunStatus status,
        int currentIteration,
        int attempt,
        int failures,
        int recoveries,
        int maxAttempts,
        int priority,
        int timeoutSeconds,
        Instant deadlineAt,
        @JsonRawValue String options,
        @JsonRawValue String metadata,
        @JsonRawValue String retry,
        @JsonRawValue String result,
        @JsonRawValue String error,
        String node,
        boolean pauseRequested,
        Long waitsFor,
        int lastEvent,
        Instant createdAt,
        Instant runAt,
        Instant startedAt,
        Instant finishedAt) {}
