package io.agentrunner.platform.problem;

import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.util.Optional;

/** The problems for faults of the database that are not our bugs: what happened, and whether to try again. */
final class DatabaseProblem {
    private static final System.Logger LOG = System.getLogger(DatabaseProblem.class.getName());
    private static final FaultLog FAULTS = new FaultLog(DatabaseProblem.class);
    private static final int RETRY_AFTER_SECONDS = 2;
    private static final int LONGEST_SHOWN = 200;

    private DatabaseProblem() {}

    /**
     * Returns the problem for a fault, or empty if the fault is a bug of ours.
     *
     * @param repeatable whether a second request has no second effect
     */
    static Optional<ProblemException> of(SQLException sql, Throwable thrown, boolean repeatable) {
        var state = sql.getSQLState() == null ? "" : sql.getSQLState();
        if (state.startsWith("22")) {
            LOG.log(Level.INFO, () -> "The database refused a value: " + state + " " + inShort(sql.getMessage()));
            return Optional.of(
                    ProblemException.invalid("A value", "cannot be stored; check numbers and text for extremes"));
        }
        if (DatabaseFault.isLocked(sql)) {
            return Optional.of(ProblemException.unavailable(
                    "Another session is changing what this request needs; nothing was changed. Try again.", 1));
        }
        if (!DatabaseFault.isPassing(sql)) {
            return Optional.empty();
        }
        FAULTS.warn("A request failed, since the database is not available", thrown);
        if (DatabaseFault.isInDoubt(sql)) {
            return Optional.of(inDoubt(repeatable));
        }
        return Optional.of(ProblemException.unavailable(passing(sql), RETRY_AFTER_SECONDS));
    }

    /** The message may repeat the value, which came from the client. */
    private static String inShort(String message) {
        var line = String.valueOf(message).lines().findFirst().orElse("").replaceAll("\\p{Cntrl}", "?");
        return line.length() <= LONGEST_SHOWN ? line : line.substring(0, LONGEST_SHOWN) + "…";
    }

    private static ProblemException inDoubt(boolean repeatable) {
        var happened = "The connection to the database was lost at the commit; your request may have been stored.";
        return repeatable
                ? ProblemException.unavailable(happened + " Send the same request again.", RETRY_AFTER_SECONDS)
                : ProblemException.inDoubt(happened
                        + " Check before you send it again, or it may be done twice. With an Idempotency-Key a run can be"
                        + " posted again safely.");
    }

    private static String passing(SQLException sql) {
        if (DatabaseFault.isReadOnly(sql)) {
            return "The database is read-only at the moment; nothing was changed. Try again shortly.";
        }
        if (DatabaseFault.isTimeOut(sql)) {
            return "The database took too long for this request and ended it; nothing was changed. Try again later.";
        }
        return "The database is not available; try again shortly.";
    }
}
