package io.agentrunner.platform.problem;

import jakarta.transaction.SystemException;
import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.sql.SQLTransientException;
import java.util.Optional;
import java.util.Set;
import javax.transaction.xa.XAException;

/** Tells faults of the database apart by SQLSTATE (PostgreSQL manual, appendix A). */
public final class DatabaseFault {
    private static final Set<String> PASSING_CLASSES = Set.of("08", "28", "3D", "40", "53", "57", "58");

    private DatabaseFault() {}

    /**
     * The first exception of the database in a chain of causes. A session that ends at the COMMIT shows as an exception
     * of the transaction manager, perhaps with one of the database inside: whether it committed is not known then (08007).
     */
    public static Optional<SQLException> in(Throwable thrown) {
        Throwable commit = null;
        for (var cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return Optional.of(commit != null && isPassing(sql) ? unanswered(commit) : sql);
            }
            if (cause instanceof XAException || cause instanceof SystemException) {
                commit = cause;
            }
        }
        return Optional.ofNullable(commit).map(DatabaseFault::unanswered);
    }

    private static SQLException unanswered(Throwable commit) {
        return new SQLTransientConnectionException(
                "The commit was not answered: " + commit.getMessage(), SqlState.TRANSACTION_RESOLUTION_UNKNOWN, commit);
    }

    /** Returns whether what was thrown is a fault of the database that is {@link #isPassing}. */
    public static boolean passingIn(Throwable thrown) {
        return in(thrown).filter(DatabaseFault::isPassing).isPresent();
    }

    /**
     * Returns whether the same statement may succeed later as it is: the connection was lost or refused (classes 08, 28
     * and 3D), the server is read-only, short of resources, going down or met an error of its system (25006, 53, 57,
     * 58), it ended a transaction that stood idle or took too long (25P03, 25P04), a transaction was chosen as a
     * deadlock's victim (40), or a prepared statement is gone or outdated. Internal errors (XX) are not: damaged data
     * stays damaged. Neither is a lock that was not available (55P03): the caller set its limit and knows what it means.
     */
    public static boolean isPassing(SQLException sql) {
        if (sql instanceof SQLTransientException || sql instanceof SQLRecoverableException) {
            return true;
        }
        var state = sql.getSQLState();
        if (state == null) {
            // The server's connection pool gives no state: no connection could be had.
            return true;
        }
        return switch (state) {
            case SqlState.READ_ONLY_SQL_TRANSACTION,
                    SqlState.IDLE_IN_TRANSACTION_SESSION_TIMEOUT,
                    SqlState.TRANSACTION_TIMEOUT,
                    SqlState.INVALID_SQL_STATEMENT_NAME -> true;
            // A deferred constraint: a fault of the data.
            case SqlState.TRANSACTION_INTEGRITY_CONSTRAINT_VIOLATION -> false;
            // A migration changed a table under a plan; prepared anew, the statement works.
            case SqlState.FEATURE_NOT_SUPPORTED ->
                String.valueOf(sql.getMessage()).contains("cached plan must not change");
            default -> PASSING_CLASSES.contains(state.substring(0, Math.min(2, state.length())));
        };
    }

    /** Returns whether the database accepts no writes: a standby, or one that an administrator made read-only. */
    static boolean isReadOnly(SQLException sql) {
        return SqlState.READ_ONLY_SQL_TRANSACTION.equals(sql.getSQLState());
    }

    /** Returns whether a row or table that was needed stayed locked by another session; then nothing was changed. */
    public static boolean isLocked(SQLException sql) {
        return SqlState.LOCK_NOT_AVAILABLE.equals(sql.getSQLState());
    }

    /** Returns whether a statement took longer than it may. */
    public static boolean isTimeOut(SQLException sql) {
        return SqlState.QUERY_CANCELED.equals(sql.getSQLState());
    }

    /** Returns whether the connection was lost at the COMMIT, so that nobody here knows whether it was done. */
    static boolean isInDoubt(SQLException sql) {
        return SqlState.TRANSACTION_RESOLUTION_UNKNOWN.equals(sql.getSQLState());
    }
}
