package io.agentrunner.platform.problem;

/** The SQLSTATEs that this application distinguishes (PostgreSQL manual, appendix A). */
public final class SqlState {
    /** The connection was lost at the commit. */
    static final String TRANSACTION_RESOLUTION_UNKNOWN = "08007";

    static final String FEATURE_NOT_SUPPORTED = "0A000";
    public static final String FOREIGN_KEY_VIOLATION = "23503";
    public static final String UNIQUE_VIOLATION = "23505";
    /** Also: no partition for a row. */
    public static final String CHECK_VIOLATION = "23514";

    static final String READ_ONLY_SQL_TRANSACTION = "25006";
    static final String IDLE_IN_TRANSACTION_SESSION_TIMEOUT = "25P03";
    static final String TRANSACTION_TIMEOUT = "25P04";
    /** The prepared statement is gone. */
    static final String INVALID_SQL_STATEMENT_NAME = "26000";

    static final String TRANSACTION_INTEGRITY_CONSTRAINT_VIOLATION = "40002";
    public static final String UNDEFINED_TABLE = "42P01";
    static final String LOCK_NOT_AVAILABLE = "55P03";
    /** Also: a statement took longer than it may. */
    static final String QUERY_CANCELED = "57014";

    private SqlState() {}
}
