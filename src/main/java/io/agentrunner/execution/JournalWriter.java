package io.agentrunner.execution;

import io.agentrunner.event.EventType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Lock;
import jakarta.ejb.LockType;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Writes a batch of the journal in one transaction. Thread-safe. */
@Singleton
@Startup
@DependsOn("Schema")
@Lock(LockType.READ)
public class JournalWriter {
    @Inject
    private JournalRepository repository;

    /**
     * Writes what still belongs to its attempt. Locks the rows by ascending id and decides on what the lock found, so
     * nothing can change between the decision and the commit.
     *
     * @param writes at most one a run; null stands for one that is not to be written now
     * @return for each write what became of it; null when its row is locked by another session and it is to be tried again
     */
    public List<Written> write(List<RunWrite> writes) {
        var rows = repository.lock(writes.stream()
                .filter(Objects::nonNull)
                .map(RunWrite::runId)
                .sorted()
                .toArray(Long[]::new));
        var applied = new ArrayList<AppliedWrite>();
        var written = new ArrayList<Written>();
        for (var write : writes) {
            var row = write == null ? null : rows.get(write.runId());
            if (row == null) {
                written.add(null);
            } else if (!row.isHeldBy(write)) {
                written.add(new Written.Lost());
            } else if (row.has(write)) {
                written.add(new Written.Committed(row.lastDirective()));
            } else {
                var apply = apply(write, row);
                applied.add(apply);
                written.add(
                        apply.status().equals("RUNNING")
                                ? new Written.Committed(row.lastDirective())
                                : new Written.Parked());
            }
        }
        repository.apply(applied);
        return written;
    }

    /** The one place that says what a write makes of a run. Completion wins over a request to pause. */
    private static AppliedWrite apply(RunWrite write, LockedRun row) {
        return switch (write.outcome()) {
            case Outcome.Complete complete ->
                AppliedWrite.of(write, row, "COMPLETED")
                        .result(complete.result())
                        .event(EventType.RUN_COMPLETED, complete.result());
            case Outcome.Fail fail ->
                AppliedWrite.of(write, row, "FAILED").error(fail.error()).event(EventType.RUN_FAILED, fail.error());
            case Outcome.Continue ignored
            when row.pauseRequested() -> AppliedWrite.of(write, row, "PAUSED").event(EventType.RUN_PAUSED, null);
            case Outcome.Continue ignored -> AppliedWrite.of(write, row, "RUNNING");
        };
    }
}
