package io.agentrunner.platform.problem;

import jakarta.transaction.SystemException;
import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.sql.SQLTransientException;
import java.util.Optional;
import javax.transaction.xa.XAException;

/** Tells faults of the database apart by SQLSTATE (PostgreSQL manual, appendix A). */
public final class DatabaseFault {
    private DatabaseFault() {}

    /**
     * The first exception of the database in a chain of causes. A session that ends at the COMMIT shows as an exception of the
     * transaction manager without one of the database inside: whether it committed is not known.
     */
    public static Optional<SQLException> in(Throwable thrown) {
        SQLException unanswered = null;
        for (var cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return Optional.of(sql);
            }
            if (cause instanceof XAException || cause instanceof SystemException) {
                unanswered = new SQLTransientConnectionException(
                        "The commit was not answered: " + cause.getMessage(), "08007", cause);
            }
        }
        return Optional.ofNullable(unanswered);
    }

    /** Whether what was thrown is a fault of the database that is {@link #isPassing}. */
    public static boolean passingIn(Throwable thrown) {
        return in(thrown).filter(DatabaseFault::isPassing).isPresent();
    }

    /**
     * Whether the same statement may succeed later as it is: the connection was lost or refused (class 08), the server is
     * short of resources or going down (53, 57), or a transaction was chosen as a deadlock's victim (40).
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
        return switch (state.substring(0, Math.min(2, state.length()))) {
            case "08", "40", "53", "57" -> true;
            default -> state.equals("25P03");
        };
    }
}
