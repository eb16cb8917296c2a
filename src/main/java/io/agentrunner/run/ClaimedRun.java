package io.agentrunner.run;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * A run whose attempt just began on this node, by a claim or with its submit, with all that its agent needs to go on.
 *
 * @param options JSON object text
 * @param checkpoint JSON text that an earlier attempt left, or null
 * @param lastDirective event id of the newest directive
 * @param directivesDone event id of the newest directive that a committed iteration consumed
 * @param timeout how long the attempt may take from its begin
 * @param untilDeadline time left until the run's deadline when it was claimed, by the database's clock
 * @param sinceDue seconds that the run had been due, by the database's clock
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
    /** About how much memory takes what a client and the agent stored of it. */
    public long bytes() {
        return (long) goal.length() + options.length() + (checkpoint == null ? 0 : checkpoint.length());
    }
}
