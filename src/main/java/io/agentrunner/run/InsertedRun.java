package io.agentrunner.run;

import io.agentrunner.platform.json.Json;
import java.time.Instant;

/** What the database made of a run that was submitted. All but the id is null unless it was asked for. */
record InsertedRun(long id, String name, String metadata, Instant createdAt, Instant runAt, Instant deadlineAt) {
    /** The run as it is stored, queued. */
    RunView view(SubmitRun run) {
        return new RunView(
                id,
                run.projectId(),
                name,
                run.goal(),
                run.type().label(),
                run.agentName(),
                RunStatus.QUEUED,
                0,
                0,
                0,
                0,
                run.maxAttemptsOrDefault(),
                run.priorityOrDefault(),
                run.timeoutSecondsOrDefault(),
                deadlineAt,
                SubmitRun.textOf(run.options()),
                metadata,
                Json.text(run.retry()),
                null,
                null,
                null,
                false,
                createdAt,
                runAt,
                null,
                null);
    }
}
