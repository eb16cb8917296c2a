package io.agentrunner.worker;

import io.agentrunner.agent.Iteration.Note;
import io.agentrunner.journal.Failure;
import io.agentrunner.journal.Journal;
import io.agentrunner.journal.Outcome;
import io.agentrunner.journal.RunWrite;
import io.agentrunner.journal.Written;
import io.agentrunner.platform.json.Json;
import io.agentrunner.platform.problem.DatabaseFault;
import io.agentrunner.run.ClaimedRun;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutionException;

/** Makes the writes of one attempt. */
record AttemptWrites(ClaimedRun run, Journal journal) {
    /** Passes a write to the journal and waits until it is committed or lost, even if interrupted. */
    Written write(List<Note> notes, String checkpoint, int iteration, int directivesDone, Outcome outcome)
            throws ExecutionException {
        var written = journal.write(of(notes, checkpoint, iteration, directivesDone, outcome));
        var interrupted = false;
        try {
            while (true) {
                try {
                    return written.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Returns the write for a time-out, which keeps the agent's last committed iteration and directives. */
    RunWrite timeOut() {
        var error = Json.text(Failure.timeOut(run.attempt(), run.node()));
        return of(List.of(), null, 0, 0, new Outcome.TimeOut(error));
    }

    /** Returns the failure of an attempt whose iteration the database refuses. */
    static IllegalStateException notStored(int iteration, ExecutionException e) {
        var cause = e.getCause();
        var reason = DatabaseFault.in(cause).map(Throwable::getMessage).orElse(cause.getMessage());
        return new IllegalStateException(
                "Iteration %d cannot be stored: %s"
                        .formatted(iteration, reason.lines().findFirst().orElse("")),
                cause);
    }

    /** Returns a description of the wait of a run that left its attempt. */
    static String waiting(Outcome outcome) {
        return switch (outcome) {
            case Outcome.WaitForRun(long other) -> "the run waits for run " + other;
            case Outcome.WaitUntil(Instant time) -> "the run waits until " + time;
            default -> "the run waits";
        };
    }

    private RunWrite of(List<Note> notes, String checkpoint, int iteration, int directivesDone, Outcome outcome) {
        return new RunWrite(run.id(), run.attempt(), run.node(), iteration, notes, checkpoint, directivesDone, outcome);
    }
}
