package io.agentrunner.platform.problem;

import jakarta.transaction.SystemException;
import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.sql.SQLTransientException;
import java.util.Optional;
import java.util.Set;
import javax.transaction.xa.XAException;

/** Classifies faults of the database by SQLSTATE (PostgreSQL manual, appendix A). */
public final class DatabaseFault {
    private static final Set<String> PASSING_CLASSES = Set.of("08", "28", "3D", "40", "53", "57", "58");

    private DatabaseFault() {}

    /**
     * Returns the first exception of the database in a chain of causes. When a session ends at the COMMIT, the transaction
     * manager throws, perhaps with the database's exception inside. Then the outcome is unknown (08007).
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

    /** Returns whether an exception was caused by a fault of the database that {@link #isPassing}. */
    public static boolean passingIn(Throwable thrown) {
        return in(thrown).filter(DatabaseFault::isPassing).isPresent();
    }

    /**
     * Returns whether the same statement may succeed later. This holds when the connection was lost or refused (classes 08,
     * 28 and 3D); when the server is read-only, short of resources, shutting down or met an error of its system (25006, 53,
     * 57, 58); when it ended a transaction that was idle or took too long (25P03, 25P04); when a transaction was the victim
     * of a deadlock (40); and when a prepared statement is gone or outdated. It does not hold for internal errors (XX),
     * since damaged data stays damaged, nor for a lock that was not available (55P03), since the caller set that limit.
     */
    public static boolean isPassing(SQLException sql) {
        if (sql instanceof SQLTransientException || sql instanceof SQLRecoverableException) {
            return true;
        }
        var state = sql.getSQLState();
        if (state == null) {
            // The server's connection pool throws without a state when it has no connection.
            return true;
        }
        return switch (state) {
            case SqlState.READ_ONLY_SQL_TRANSACTION,
                    SqlState.IDLE_IN_TRANSACTION_SESSION_TIMEOUT,
                    SqlState.TRANSACTION_TIMEOUT,
                    SqlState.INVALID_SQL_STATEMENT_NAME -> true;
            // A deferred constraint is a fault of the data.
            case SqlState.TRANSACTION_INTEGRITY_CONSTRAINT_VIOLATION -> false;
            // A migration changed a table after the statement was prepared. Prepared again, it works.
            case SqlState.FEATURE_NOT_SUPPORTED ->
                String.valueOf(sql.getMessage()).contains("cached plan must not change");
            default -> PASSING_CLASSES.contains(state.substring(0, Math.min(2, state.length())));
        };
    }

    /** Returns whether the database accepts no writes, as a standby or after an administrator made it read-only. */
    static boolean isReadOnly(SQLException sql) {
        return SqlState.READ_ONLY_SQL_TRANSACTION.equals(sql.getSQLState());
    }

    /** Returns whether another session kept a needed row or table locked. Then nothing was changed. */
    public static boolean isLocked(SQLException sql) {
        return SqlState.LOCK_NOT_AVAILABLE.equals(sql.getSQLState());
    }

    /** Returns whether a statement reached its time-out. */
    public static boolean isTimeOut(SQLException sql) {
        return SqlState.QUERY_CANCELED.equals(sql.getSQLState());
    }

    /** Returns whether the connection was lost at the COMMIT, so that the outcome is unknown. */
    static boolean isInDoubt(SQLException sql) {
        return SqlState.TRANSACTION_RESOLUTION_UNKNOWN.equals(sql.getSQLState());
    }
}
