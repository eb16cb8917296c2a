package io.agentrunner.claim;

import io.agentrunner.run.PromptStart;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * A run that this node just claimed, with all that its agent needs to go on.
 *
 * @param options JSON object text
 * @param checkpoint JSON text that an earlier attempt left, or null
 * @param lastDirective event id of the newest directive
 * @param directivesDone event id of the newest directive that a committed iteration consumed
 * @param timeout how long the attempt may take from its begin
 * @param untilDeadline time left until the run's deadline when it was claimed, by the database's clock
 * @param sinceDue seconds that the run had been due, by the database's clock
 * @param sinceFirstStart seconds since the run was claimed for the first time; 0 when that is now
 */
public record ClaimedRun(
        long id,
        int attempt,
        UUID node,
        long projectId,
        String projectPath,
        String agent,
        String goal,
        String options,
        int iteration,
        String checkpoint,
        int lastDirective,
        int directivesDone,
        Duration timeout,
        Optional<Duration> untilDeadline,
        double sinceDue,
        double sinceFirstStart) {
    /** About how much memory takes what a client and the agent stored of it. */
    public long bytes() {
        return (long) goal.length() + options.length() + (checkpoint == null ? 0 : checkpoint.length());
    }

    /** The first attempt of a run that started on a node with the submit that stored it. */
    public static ClaimedRun of(PromptStart.Started run) {
        return new ClaimedRun(
                run.runId(),
                1,
                run.node(),
                run.projectId(),
                run.projectPath(),
                run.agent(),
                run.goal(),
                run.options(),
                0,
                null,
                0,
                0,
                run.timeout(),
                run.untilDeadline(),
                run.sinceDue(),
                0);
    }
}
