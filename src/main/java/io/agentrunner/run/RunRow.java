package io.agentrunner.run;

import java.sql.Timestamp;
import java.time.Instant;

/** A row of a list as clients see it: read without the entity, which is whole or not at all. */
final class RunRow {
    /** With places for the goal, the options, retry and the result. */
    private static final String COLUMNS = """
            id, project_id, name, %s, run_type, agent, status, current_iteration, attempt, failures, recoveries, max_attempts,
            priority, timeout_seconds, deadline_at, %s, cast(metadata as text), %s, %s, error, cast(node as text),
            pause_requested, waits_for, last_event, created_at, case when waits_for is null then run_at end, started_at,
            finished_at""";

    /** A goal in a list has so many characters; what is left out is not read. */
    static final String BRIEF =
            COLUMNS.formatted("left(goal, 1000)", "'{}'", "cast(null as text)", "cast(null as text)");

    static final String FULL = COLUMNS.formatted("goal", "options", "retry", "result");

    private final Object[] row;
    private int at;

    private RunRow(Object[] row) {
        this.row = row;
    }

    static RunView view(Object[] row) {
        return new RunRow(row).view();
    }

    private RunView view() {
        return new RunView(
                number().longValue(),
                number().longValue(),
                text(),
                text(),
                text(),
                text(),
                RunStatus.valueOf(text()),
                number().intValue(),
                number().intValue(),
                number().intValue(),
                number().intValue(),
                number().intValue(),
                number().intValue(),
                number().intValue(),
                time(),
                text(),
                text(),
                text(),
                text(),
                text(),
                text(),
                (Boolean) next(),
                waitsFor(),
                number().intValue(),
                time(),
                time(),
                time(),
                time());
    }

    private Object next() {
        return row[at++];
    }

    private Number number() {
        return (Number) next();
    }

    private Long waitsFor() {
        var run = number();
        return run == null ? null : run.longValue();
    }

    private String text() {
        return (String) next();
    }

    private Instant time() {
        var time = (Timestamp) next();
        return time == null ? null : time.toInstant();
    }
}
