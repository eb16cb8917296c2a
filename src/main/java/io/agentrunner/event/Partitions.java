package io.agentrunner.event;

import io.agentrunner.platform.problem.DatabaseFault;
import io.agentrunner.platform.problem.SqlState;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.Optional;
import java.util.regex.Pattern;
import org.postgresql.util.PSQLException;

/** The partitions of the event table, 1,000,000 runs in each. Two are made ahead of need. Thread-safe, idempotent. */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class Partitions {
    /** Runs in one partition. */
    public static final long WIDTH = 1_000_000;

    private static final Pattern KEY = Pattern.compile("\\(run_id\\) = \\((\\d+)\\)");

    @Inject
    private EventRepository repository;

    /** Makes the partition of a run if it is missing. Returns whether it was missing. */
    public boolean ensure(long run) {
        return repository.ensurePartition(run);
    }

    /** Makes the partition of the newest run and the two after it. Returns whether any was missing. */
    public boolean ensureAhead() {
        var newest = repository.newestRun();
        var made = false;
        for (var ahead = 0; ahead <= 2; ahead++) {
            made |= repository.ensurePartition(newest + ahead * WIDTH);
        }
        return made;
    }

    /**
     * Drops the oldest partition that lies a whole partition behind the newest run and has no events left. Returns its name,
     * if there was one.
     */
    public Optional<String> dropEmpty() {
        return repository.dropEmptyPartition(repository.newestRun() - WIDTH);
    }

    /** Gathers the statistics of the partitioned table as a whole, which autovacuum never does. */
    public void analyze() {
        repository.analyze();
    }

    /** Returns the run whose event found no partition, if this was the reason of a failed write. */
    public static Optional<Long> missingIn(Throwable thrown) {
        return DatabaseFault.in(thrown)
                .filter(sql -> SqlState.CHECK_VIOLATION.equals(sql.getSQLState()))
                .flatMap(Partitions::runOf);
    }

    private static Optional<Long> runOf(SQLException sql) {
        if (!(sql instanceof PSQLException server) || server.getServerErrorMessage() == null) {
            return Optional.empty();
        }
        var detail = server.getServerErrorMessage().getDetail();
        var key = KEY.matcher(detail == null ? "" : detail);
        return key.find() ? Optional.of(Long.valueOf(key.group(1))) : Optional.empty();
    }
}
