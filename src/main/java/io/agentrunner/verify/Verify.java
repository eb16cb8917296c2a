package io.agentrunner.verify;

import io.agentrunner.launcher.Database;
import io.agentrunner.launcher.ExternalDatabase;
import io.agentrunner.launcher.LaunchFailure;
import io.agentrunner.launcher.Options;
import io.agentrunner.launcher.RunningDatabase;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/**
 * {@code make verify}: checks every invariant that data can show, read-only and in one snapshot, with or without running
 * nodes. Exit code 0: all hold; 1: some do not; 2: the database could not be checked. {@code make} itself returns 2 for
 * both.
 */
public final class Verify {
    private static final String UNDEFINED_TABLE = "42P01";

    private Verify() {}

    public static void main(String[] args) {
        System.exit(exitCode());
    }

    private static int exitCode() {
        try {
            return RunningDatabase.use(Options.from(System.getenv()), Verify::check);
        } catch (LaunchFailure e) {
            System.err.println("Agent Runner: " + e.getMessage());
            return 2;
        } catch (UncheckedIOException e) {
            // Caught here, since the JVM's exit code would be 1, which means that a check failed.
            System.err.println("Agent Runner: The database cannot be checked: " + e.getCause());
            return 2;
        }
    }

    private static int check(Database database) {
        var began = System.nanoTime();
        try (var session = DriverManager.getConnection(database.url(), login(database))) {
            session.setReadOnly(true);
            session.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            session.setAutoCommit(false);
            var report = VerifyReport.of(session);
            session.rollback();
            System.out.printf("Checked %s: %,d runs, %,d events%n", database, report.runs(), report.events());
            System.out.println(report);
            System.out.printf(
                    "%s (%.1f s)%n",
                    report.holds() ? "PASSED" : "FAILED: see the lines above", (System.nanoTime() - began) / 1e9);
            return report.holds() ? 0 : 1;
        } catch (SQLException e) {
            throw new LaunchFailure(
                    UNDEFINED_TABLE.equals(e.getSQLState())
                            ? "The database holds no tables of this version: " + database + ": "
                                    + ExternalDatabase.firstLine(e)
                            : "The database cannot be checked: " + database + ": " + ExternalDatabase.firstLine(e),
                    e);
        }
    }

    private static Properties login(Database database) {
        var properties = new Properties();
        properties.setProperty("user", database.user());
        properties.setProperty("password", database.password());
        properties.setProperty("ApplicationName", "agent-runner-verify");
        return properties;
    }
}
