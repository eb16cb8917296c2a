package io.agentrunner.journal;

import io.agentrunner.run.RunEnded;
import io.agentrunner.run.RunSignal;
import io.agentrunner.run.RunStatus;
import io.agentrunner.run.RunsChanged;
import io.agentrunner.run.RunsEnded;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Lock;
import jakarta.ejb.LockType;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;

/** Writes a batch of the journal in one transaction. Thread-safe. */
@Singleton
@Startup
@DependsOn("Schema")
@Lock(LockType.READ)
public class JournalWriter {
    @Inject
    private Event<RunSignal> signals;

    @Inject
    private Event<RunsEnded> ended;

    @Inject
    private Event<RunsChanged> changes;

    @Inject
    private JournalRepository repository;

    @Inject
    private Verdict verdict;

    /**
     * Stores the writes whose runs still belong to their attempts. Locks the rows by ascending id and decides by the
     * locked rows, so nothing can change between the decision and the commit. Waits for no row.
     *
     * @param writes at most one per run
     * @return the outcome of each write
     */
    public List<Written> write(List<RunWrite> writes) {
        var rows = repository.lock(ids(writes), nodes(writes));
        var waits = waits(writes);
        var applied = new ArrayList<AppliedWrite>();
        var written = new ArrayList<Written>();
        for (var write : writes) {
            written.add(write(write, rows.get(write.runId()), waits, applied));
        }
        repository.apply(applied);
        if (!applied.isEmpty()) {
            changes.fire(RunsChanged.EVENT);
        }
        var queued = (int) applied.stream()
                .filter(apply -> apply.status() == RunStatus.QUEUED)
                .count();
        if (queued > 0) {
            // The claim loop learns when these runs are due.
            signals.fire(new RunSignal.Queued(queued));
        }
        RunsEnded.fire(ended, ended(applied));
        return written;
    }

    private static List<RunEnded> ended(List<AppliedWrite> applied) {
        return applied.stream()
                .filter(apply -> apply.status().isTerminal())
                .map(apply -> {
                    var row = apply.row();
                    return new RunEnded(row.id(), row.attempt(), row.agent(), apply.status(), row.sinceFirstStart());
                })
                .toList();
    }

    private Written write(RunWrite write, FoundRun found, Waits waits, List<AppliedWrite> applied) {
        return switch (found) {
            case FoundRun.Busy() -> new Written.Locked();
            case FoundRun.Gone() -> new Written.Lost();
            case LockedRun row -> write(write, row, waits, applied);
        };
    }

    private Written write(RunWrite write, LockedRun row, Waits waits, List<AppliedWrite> applied) {
        if (!row.isHeldBy(write)) {
            return new Written.Lost();
        }
        if (row.has(write)) {
            return new Written.Committed(row.lastDirective());
        }
        if (write.outcome() instanceof Outcome.WaitForRun(long other)) {
            var refusal = waits.refusal(write.runId(), other);
            if (refusal.isPresent()) {
                return refusal.get();
            }
            waits.add(write.runId(), other);
        }
        var apply = verdict.on(write, row, waits);
        applied.add(apply);
        return apply.status() == RunStatus.RUNNING
                ? new Written.Committed(row.lastDirective())
                : new Written.Parked(apply.status());
    }

    /** Only a batch in which a run waits for another one needs more locks. */
    private Waits waits(List<RunWrite> writes) {
        var awaited = awaited(writes);
        return awaited.length == 0 || !repository.mayAddWaits()
                ? new Waits(List.of())
                : repository.lockAwaited(awaited);
    }

    private static Long[] ids(List<RunWrite> writes) {
        return writes.stream().map(RunWrite::runId).sorted().toArray(Long[]::new);
    }

    private static String[] nodes(List<RunWrite> writes) {
        return writes.stream().map(write -> write.node().toString()).distinct().toArray(String[]::new);
    }

    private static Long[] awaited(List<RunWrite> writes) {
        return writes.stream()
                .filter(write -> write.outcome() instanceof Outcome.WaitForRun)
                .map(write -> ((Outcome.WaitForRun) write.outcome()).runId())
                .distinct()
                .sorted()
                .toArray(Long[]::new);
    }
}
