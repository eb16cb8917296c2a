package io.agentrunner.journal;

import io.agentrunner.agent.Iteration.Note;
import java.util.List;
import java.util.UUID;

/**
 * One fenced write of a running agent: the content of an iteration.
 *
 * @param runId the fence, together with {@code attempt} and {@code node}: nothing is written unless all three match and
 * the run is RUNNING
 * @param iteration the number of this iteration
 * @param checkpoint JSON text; null keeps the previous one
 * @param directivesDone the event id of the newest directive that this iteration consumed
 */
public record RunWrite(
        long runId,
        int attempt,
        UUID node,
        int iteration,
        List<Note> notes,
        String checkpoint,
        int directivesDone,
        Outcome outcome) {}
