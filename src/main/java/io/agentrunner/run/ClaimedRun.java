package io.agentrunner.run;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * A run whose attempt just began on this node, by a claim or with its submit, with everything that its agent needs.
 *
 * @param options JSON object text
 * @param checkpoint the JSON text of an earlier attempt, or null
 * @param lastDirective the event id of the newest directive
 * @param directivesDone the event id of the newest directive that a committed iteration consumed
 * @param timeout how long the attempt may take, counted from its begin
 * @param untilDeadline the time left until the run's deadline at the claim, by the database's clock
 * @param sinceDue how long the run had been due, in seconds by the database's clock
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
        double sinceDue) {
    /** Returns the approximate memory, in bytes, for the data that a client and the agent stored for this run. */
    public long bytes() {
        return (long) goal.length() + options.length() + (checkpoint == null ? 0 : checkpoint.length());
    }
}
