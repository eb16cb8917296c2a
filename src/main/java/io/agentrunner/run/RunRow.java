package io.agentrunner.run;

import io.agentrunner.platform.sql.Row;

/** A row of a list as clients see it. It is read without the entity, which could only be loaded whole. */
final class RunRow {
    /** A template with places for the goal, the options, retry and the result. */
    private static final String COLUMNS = """
            id, project_id, name, %s, run_type, agent, status, current_iteration, attempt, failures, recoveries, max_attempts,
            priority, timeout_seconds, deadline_at, %s, cast(metadata as text), %s, %s, error, cast(node as text),
            pause_requested, waits_for, last_event, created_at, case when waits_for is null then run_at end, started_at,
            finished_at""";

    /** The length of a goal in a list, in characters. The rest is not read. */
    static final String BRIEF =
            COLUMNS.formatted("left(goal, 1000)", "'{}'", "cast(null as text)", "cast(null as text)");

    static final String FULL = COLUMNS.formatted("goal", "options", "retry", "result");

    private RunRow() {}

    static RunView view(Row row) {
        return new RunView(
                row.longValue(),
                row.longValue(),
                row.text(),
                row.text(),
                row.text(),
                row.text(),
                RunStatus.valueOf(row.text()),
                row.intValue(),
                row.intValue(),
                row.intValue(),
                row.intValue(),
                row.intValue(),
                row.intValue(),
                row.intValue(),
                row.time(),
                row.text(),
                row.text(),
                row.text(),
                row.text(),
                row.text(),
                row.text(),
                row.flag(),
                row.longOrNull(),
                row.intValue(),
                row.time(),
                row.time(),
                row.time(),
                row.time());
    }
}
