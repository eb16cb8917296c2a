package io.agentrunner.run;

import com.fasterxml.jackson.annotation.JsonRawValue;
import io.agentrunner.platform.sql.Row;
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
        Instant finishedAt) {

    /** Has placeholders for the goal, the options, retry and the result. */
    private static final String COLUMNS = """
            id, project_id, name, %s, run_type, agent, status, current_iteration, attempt, failures, recoveries, max_attempts,
            priority, timeout_seconds, deadline_at, %s, cast(metadata as text), %s, %s, error, cast(node as text),
            pause_requested, waits_for, last_event, created_at, case when waits_for is null then run_at end, started_at,
            finished_at""";

    /** The select list of a query on {@code run} whose rows {@link #of} reads. */
    static String columns(RunDetail detail) {
        return switch (detail) {
            case BRIEF -> COLUMNS.formatted("left(goal, 1000)", "'{}'", "cast(null as text)", "cast(null as text)");
            case FULL -> COLUMNS.formatted("goal", "options", "retry", "result");
        };
    }

    static RunView of(Row row) {
        return new RunView(
                row.longValue(),
                row.longValue(),
                row.text(),
                row.text(),
                row.text(),
                row.text(),
                RunStatus.valueOf(row.text()),
                row.intValue(),
                row.intValue(),
                row.intValue(),
                row.intValue(),
                row.intValue(),
                row.intValue(),
                row.intValue(),
                row.time(),
                row.text(),
                row.text(),
                row.text(),
                row.text(),
                row.text(),
                row.text(),
                row.flag(),
                row.longOrNull(),
                row.intValue(),
                row.time(),
                row.time(),
                row.time(),
                row.time());
    }

    /** Returns a run that was just queued. All that a submit does not set has its first value. */
    public static RunView queued(
            long id,
            long projectId,
            String name,
            String goal,
            String runType,
            String agent,
            int maxAttempts,
            int priority,
            int timeoutSeconds,
            Instant deadlineAt,
            String options,
            String metadata,
            String retry,
            Instant createdAt,
            Instant runAt) {
        return new RunView(
                id,
                projectId,
                name,
                goal,
                runType,
                agent,
                RunStatus.QUEUED,
                0,
                0,
                0,
                0,
                maxAttempts,
                priority,
                timeoutSeconds,
                deadlineAt,
                options,
                metadata,
                retry,
                null,
                null,
                null,
                false,
                null,
                1,
                createdAt,
                runAt,
                null,
                null);
    }
}
