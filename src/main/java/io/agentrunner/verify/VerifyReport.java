package io.agentrunner.verify;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The findings of the checks in one database.
 *
 * @param findings one for each check, in their order
 */
public record VerifyReport(long runs, long events, List<Finding> findings) {
    /** How many offenders of each check are fetched. The database counts the rest. */
    private static final int OFFENDERS_SHOWN = 5;

    /**
     * The result of one check.
     *
     * @param offenders the number of offenders
     * @param first the first offenders, one per line
     */
    public record Finding(String check, long offenders, List<String> first) {
        public boolean holds() {
            return offenders == 0;
        }
    }

    /**
     * Runs every check in the session's transaction and changes nothing. The caller sets repeatable read for one snapshot.
     */
    public static VerifyReport of(Connection session) throws SQLException {
        try (var statement = session.createStatement()) {
            var findings = new ArrayList<Finding>();
            for (var check : VerifyChecks.ALL) {
                findings.add(finding(statement, check));
            }
            return new VerifyReport(
                    number(statement, "select count(*) from run"),
                    number(statement, "select count(*) from event"),
                    List.copyOf(findings));
        }
    }

    private static Finding finding(Statement statement, VerifyChecks.Check check) throws SQLException {
        var sql = "with offender (run, detail) as materialized (" + check.offenders() + ")"
                + " select (select count(*) from offender), run, detail from offender order by run limit "
                + OFFENDERS_SHOWN;
        var first = new ArrayList<String>();
        var offenders = 0L;
        try (var rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                offenders = rows.getLong(1);
                first.add((rows.getString(2) == null ? "" : "run " + rows.getString(2) + ": ") + rows.getString(3));
            }
        }
        return new Finding(check.name(), offenders, List.copyOf(first));
    }

    private static long number(Statement statement, String sql) throws SQLException {
        try (var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /** Returns whether every check holds. */
    public boolean holds() {
        return findings.stream().allMatch(Finding::holds);
    }

    /** Returns one line per check, each followed by the first offenders. */
    @Override
    public String toString() {
        return findings.stream().map(VerifyReport::lines).collect(Collectors.joining("\n"));
    }

    private static String lines(Finding finding) {
        if (finding.holds()) {
            return "  ok      " + finding.check();
        }
        var offenders = finding.first().stream().map(line -> "\n            " + line);
        var more = finding.offenders() - finding.first().size();
        return "  FAILED  " + finding.check() + ": " + finding.offenders()
                + offenders.collect(Collectors.joining())
                + (more > 0 ? "\n            and " + more + " more" : "");
    }
}
