package io.agentrunner.submit;

import io.agentrunner.platform.http.Query;
import io.agentrunner.platform.json.RawJson;
import io.agentrunner.platform.json.Storable;
import io.agentrunner.run.Retry;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;
import java.time.Instant;

/** A run to queue. Members that the client leaves out are null and get their defaults when the run is stored. */
public record SubmitRun(
        @NotNull(message = "is required: the id of a project")
        @Positive(message = "must be an id, a positive whole number")
        Long projectId,

        @NotBlank(message = "is required and must not be blank")
        @Size(max = 100_000, message = "must have at most {max} characters")
        @Storable
        String goal,

        @Pattern(regexp = "(?s).*\\S.*", message = "must not be blank")
        @Size(max = 200, message = "must have at most {max} characters")
        @Storable
        String name,

        @Pattern(regexp = "agent|workflow|pipeline|task", message = "must be agent, workflow, pipeline or task")
        String runType,

        String agent,
        @RawJson.Limit(kibibytes = 1024) RawJson options,
        @RawJson.Limit(kibibytes = 64, keys = 1000) RawJson metadata,

        @Min(value = -100, message = "must be at least {value}") @Max(value = 100, message = "must be at most {value}")
        Integer priority,

        Instant runAt,

        @Min(value = 1, message = "must be at least {value}") @Max(value = 1000, message = "must be at most {value}")
        Integer maxAttempts,

        @Min(value = 1, message = "must be at least {value}")
        @Max(value = 31_536_000, message = "must be at most {value}")
        Integer timeoutSeconds,

        Instant deadlineAt,
        @Valid Retry retry) {

    /** Returns the run of a request without a body. */
    static SubmitRun of(Query query) {
        return new SubmitRun(
                query.id("project_id"),
                query.text("goal"),
                query.text("name"),
                query.text("run_type"),
                query.text("agent"),
                null,
                null,
                query.wholeNumber("priority"),
                null,
                null,
                null,
                null,
                null);
    }

    boolean isDueAfterItsDeadline() {
        return runAt != null && deadlineAt != null && runAt.isAfter(deadlineAt);
    }

    RunType type() {
        return runType == null ? RunType.AGENT : RunType.of(runType).orElseThrow();
    }

    String agentName() {
        return agent == null ? type().defaultAgent() : agent;
    }

    int priorityOrDefault() {
        return priority == null ? 0 : priority;
    }

    int maxAttemptsOrDefault() {
        return maxAttempts == null ? 3 : maxAttempts;
    }

    int timeoutSecondsOrDefault() {
        return timeoutSeconds == null ? 3600 : timeoutSeconds;
    }

    static String textOf(RawJson object) {
        return object == null ? "{}" : object.text();
    }
}
