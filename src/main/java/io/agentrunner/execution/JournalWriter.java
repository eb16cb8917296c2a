package io.agentrunner.execution;

import jakarta.ejb.DependsOn;
import jakarta.ejb.Lock;
import jakarta.ejb.LockType;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Writes a batch of the journal in one transaction. Thread-safe. */
@Singleton
@Startup
@DependsOn("Schema")
@Lock(LockType.READ)
public class JournalWriter {
    @Inject
    private JournalRepository repository;

    @Inject
    private Verdict verdict;

    /**
     * Writes what still belongs to its attempt. Locks the rows by ascending id and decides on what the lock found, so
     * nothing can change between the decision and the commit.
     *
     * @param writes at most one a run; null stands for one that is not to be written now
     * @return for each write what became of it; null when its row is locked by another session and it is to be tried again
     */
    public List<Written> write(List<RunWrite> writes) {
        var rows = repository.lock(ids(writes), nodes(writes));
        var ended = repository.lockAwaited(awaited(writes));
        var applied = new ArrayList<AppliedWrite>();
        var written = new ArrayList<Written>();
        for (var write : writes) {
            written.add(write == null ? null : write(write, rows.get(write.runId()), ended, applied));
        }
        repository.apply(applied);
        return written;
    }

    private Written write(RunWrite write, LockedRun row, Map<Long, Boolean> ended, List<AppliedWrite> applied) {
        if (row == null) {
            return null;
        }
        if (!row.isHeldBy(write)) {
            return new Written.Lost();
        }
        if (row.has(write)) {
            return new Written.Committed(row.lastDirective());
        }
        if (write.outcome() instanceof Outcome.WaitForRun(long other) && !ended.containsKey(other)) {
            return null;
        }
        var apply = verdict.on(write, row, ended);
        applied.add(apply);
        return apply.status().equals("RUNNING")
                ? new Written.Committed(row.lastDirective())
                : new Written.Parked(apply.status());
    }

    private static Long[] ids(List<RunWrite> writes) {
        return writes.stream()
                .filter(Objects::nonNull)
                .map(RunWrite::runId)
                .sorted()
                .toArray(Long[]::new);
    }

    private static String[] nodes(List<RunWrite> writes) {
        return writes.stream()
                .filter(Objects::nonNull)
                .map(write -> write.node().toString())
                .distinct()
                .toArray(String[]::new);
    }

    private static Long[] awaited(List<RunWrite> writes) {
        return writes.stream()
                .filter(write -> write != null && write.outcome() instanceof Outcome.WaitForRun)
                .map(write -> ((Outcome.WaitForRun) write.outcome()).runId())
                .distinct()
                .sorted()
                .toArray(Long[]::new);
    }
}
