package io.agentrunner.bench;

import io.agentrunner.launcher.Database;
import io.agentrunner.launcher.LaunchFailure;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Properties;

/** The bench's own connection to the database, with its queries and changes. For one thread. */
final class Tables implements AutoCloseable {
    private static final List<String> DURABLE = List.of("fsync", "synchronous_commit", "full_page_writes");

    private static final String NOT_ALLOWED = "42501";
    private static final int CHUNK = 100_000;

    private final Database database;
    private final Connection session;
    private boolean saidNoCheckpoint;

    Tables(Database database) throws SQLException {
        this.database = database;
        this.session = open();
    }

    /** Opens another session, which the caller closes. */
    Connection open() throws SQLException {
        var properties = new Properties();
        properties.setProperty("user", database.user());
        properties.setProperty("password", database.password());
        properties.setProperty("ApplicationName", "agent-runner-bench");
        properties.setProperty("socketTimeout", "120");
        return DriverManager.getConnection(database.url(), properties);
    }

    Connection session() {
        return session;
    }

    /**
     * Refuses a database that cannot be measured.
     *
     * @throws LaunchFailure if there are runs, or commits are not durable
     */
    void check() throws SQLException {
        if (exist() && number("select count(*) from (select from run limit 1) r") > 0) {
            throw new LaunchFailure("There are runs in " + database
                    + ", and the bench empties its tables: name an empty database with DATABASE_URL=, or leave it unset to use"
                    + " an embedded one.");
        }
        for (var setting : DURABLE) {
            var value = text("select current_setting('" + setting + "')");
            if (!value.equals("on")) {
                throw new LaunchFailure(setting + " is " + value + " in " + database
                        + ": numbers count only with durable commits (on).");
            }
        }
    }

    /** Returns whether a node has already made the tables. */
    boolean exist() throws SQLException {
        return number("select count(*) from pg_tables where tablename = 'run' and schemaname = current_schema()") > 0;
    }

    /** Deletes all runs. Ids start at 1 again. */
    void empty() throws SQLException {
        execute("truncate run, event, checkpoint, submission restart identity");
    }

    /** Adds queued runs, each with its RUN_CREATED event. */
    void queue(int runs, String agent, String options, String runAt) throws SQLException {
        execute("""
                with added as (
                  insert into run (project_id, name, goal, run_type, agent, status, options, metadata, priority, run_at,
                                   max_attempts, timeout_seconds, last_event)
                  select 1, 'Bench', 'Measure', 'agent', '%s', 'QUEUED', '%s', '{}', 0, %s, 3, 3600, 1
                  from generate_series(1, %d)
                  returning id, goal)
                insert into event (run_id, id, type, payload, attempt)
                select id, 1, 'RUN_CREATED', goal, 0 from added""".formatted(agent, options, runAt, runs));
    }

    /** Adds completed runs, each with its three events. */
    void finish(int runs) throws SQLException {
        for (var left = runs; left > 0; left -= CHUNK) {
            execute("""
                    with added as (
                      insert into run (project_id, name, goal, run_type, agent, status, options, metadata, priority,
                                       max_attempts, timeout_seconds, attempt, node, current_iteration, started_at,
                                       attempt_started_at, finished_at, last_event)
                      select 1, 'Bench', 'Measure', 'agent', 'noop', 'COMPLETED', '{}', '{}', 0, 3, 3600, 1,
                             gen_random_uuid(), 1, now(), now(), now(), 3
                      from generate_series(1, %d)
                      returning id, goal)
                    insert into event (run_id, id, type, payload, attempt)
                    select a.id, e.id, e.type, case e.id when 1 then a.goal end, least(e.id - 1, 1)
                    from added a, (values (1, 'RUN_CREATED'), (2, 'RUN_STARTED'), (3, 'RUN_COMPLETED')) as e (id, type)""".formatted(Math.min(left, CHUNK)));
        }
    }

    /** Cleans up before the next measurement: dead rows, statistics, dirty pages. */
    void settle() throws SQLException {
        execute("vacuum (analyze) run, event, checkpoint, run_count, run_count_change");
        try {
            execute("checkpoint");
        } catch (SQLException e) {
            if (!NOT_ALLOWED.equals(e.getSQLState())) {
                throw e;
            }
            if (!saidNoCheckpoint) {
                System.err.println(
                        "  no checkpoint before each turn, since " + database.user() + " may not request one");
                saidNoCheckpoint = true;
            }
        }
    }

    /** Returns how many runs are queued or running, by the counters, which are cheap for any number of runs. */
    long unfinished() throws SQLException {
        return number("""
                select coalesce(sum(n), 0)
                from (select status, n from run_count where project_id = 0 union all select status, n from run_count_change) c
                where status in ('QUEUED', 'RUNNING')""");
    }

    /** Waits until every run has ended. */
    void awaitEnds(Duration most) throws SQLException {
        Limit.await("all runs had ended", most, Duration.ofMillis(50), () -> unfinished() == 0);
    }

    /**
     * Fails unless this many runs were completed by one attempt each and their logs have exactly this many events.
     *
     * @throws LaunchFailure with the actual rows
     */
    void checkCompleted(int runs, int eventsEach) throws SQLException {
        var found = text("""
                select count(*) || ' runs, ' || count(*) filter (where status = 'COMPLETED' and attempt = 1) ||
                  ' completed at once, ' || (select count(*) from event) || ' events, ' ||
                  (select count(*) from event where type = 'RUN_STARTED') || ' starts'
                from run""");
        var wanted = "%d runs, %d completed at once, %d events, %d starts"
                .formatted(runs, runs, (long) runs * eventsEach, runs);
        if (!found.equals(wanted)) {
            throw new LaunchFailure("The work was not done as expected: " + found + " instead of " + wanted + ".");
        }
    }

    /**
     * Fails unless this many runs are queued, each with its only event.
     *
     * @throws LaunchFailure with the actual rows
     */
    void checkQueued(long runs) throws SQLException {
        var found = text("""
                select count(*) || ' queued runs, ' || (select count(*) from event) || ' events'
                from run where status = 'QUEUED' and last_event = 1""");
        var wanted = runs + " queued runs, " + runs + " events";
        if (!found.equals(wanted)) {
            throw new LaunchFailure(
                    "The stored runs differ from the submitted ones: " + found + " instead of " + wanted + ".");
        }
    }

    /** Returns the time from the first RUN_STARTED to the last end, by the database's clock. */
    double secondsOfWork() throws SQLException {
        return real("""
                select extract(epoch from (select max(finished_at) from run)
                  - (select min(created_at) from event where type = 'RUN_STARTED'))""");
    }

    void execute(String sql) throws SQLException {
        try (var statement = session.createStatement()) {
            statement.execute(sql);
        }
    }

    long number(String sql) throws SQLException {
        return Long.parseLong(text(sql));
    }

    double real(String sql) throws SQLException {
        return Double.parseDouble(text(sql));
    }

    String text(String sql) throws SQLException {
        try (var statement = session.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    @Override
    public void close() throws SQLException {
        session.close();
    }
}
