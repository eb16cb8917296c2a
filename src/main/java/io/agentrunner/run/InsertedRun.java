package io.agentrunner.run;

import io.agentrunner.platform.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * What the database made of a run that was submitted. Name to deadline are null unless they were asked for.
 *
 * @param hasStarted whether its first attempt has begun; what follows is of such a run only
 * @param untilDeadline time left until its deadline when it started
 * @param sinceDue seconds that it had been due
 */
record InsertedRun(
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
    /** The run as it was submitted, queued. */
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
                null,
                1,
                createdAt,
                runAt,
                null,
                null);
    }

    /** The attempt that has begun. */
    PromptStart.Started started(SubmitRun run, UUID node) {
        return new PromptStart.Started(
                id,
                node,
                run.projectId(),
                projectPath,
                run.agentName(),
                run.goal(),
                SubmitRun.textOf(run.options()),
                Duration.ofSeconds(run.timeoutSecondsOrDefault()),
                untilDeadline,
                sinceDue);
    }
}
