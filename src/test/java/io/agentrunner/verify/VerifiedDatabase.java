package io.agentrunner.verify;

import java.sql.Connection;
import java.sql.SQLException;

/** Runs the checks of {@code make verify} in a test. */
public final class VerifiedDatabase {
    private VerifiedDatabase() {}

    /** Fails unless every invariant holds in one snapshot. Closes the session. */
    public static void assertHolds(Connection session) {
        try (var snapshot = session) {
            snapshot.setAutoCommit(false);
            snapshot.setReadOnly(true);
            snapshot.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            var report = VerifyReport.of(snapshot);
            snapshot.rollback();
            if (!report.holds()) {
                throw new AssertionError("make verify reports:\n" + report);
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
