package io.agentrunner.submit;

import io.agentrunner.platform.json.Json;
import io.agentrunner.run.ClaimedRun;
import io.agentrunner.run.RunView;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A submitted run as the database stored it. Name to deadline are null unless they were requested.
 *
 * @param hasStarted whether its first attempt has begun; the following members are only for such a run
 * @param untilDeadline the time left until its deadline at the start
 * @param sinceDue how long it had been due, in seconds
 */
public record InsertedRun(
        long id,
        String name,
        String metadata,
        Instant createdAt,
        Instant runAt,
        Instant deadlineAt,
        boolean hasStarted,
        String projectPath,
        Optional<Duration> untilDeadline,
        double sinceDue) {
    /** Returns the run as it was submitted, queued. */
    RunView view(SubmitRun run) {
        return RunView.queued(
                id,
                run.projectId(),
                name,
                run.goal(),
                run.type().label(),
                run.agentName(),
                run.maxAttemptsOrDefault(),
                run.priorityOrDefault(),
                run.timeoutSecondsOrDefault(),
                deadlineAt,
                SubmitRun.textOf(run.options()),
                metadata,
                Json.text(run.retry()),
                createdAt,
                runAt);
    }

    /** Returns the attempt that has begun. */
    ClaimedRun started(SubmitRun run, UUID node) {
        return new ClaimedRun(
                id,
                1,
                node,
                run.projectId(),
                projectPath,
                run.agentName(),
                run.goal(),
                SubmitRun.textOf(run.options()),
                0,
                null,
                0,
                0,
                Duration.ofSeconds(run.timeoutSecondsOrDefault()),
                untilDeadline,
                sinceDue);
    }
}
