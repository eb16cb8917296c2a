package io.agentrunner.bench;

import io.agentrunner.launcher.LaunchFailure;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * The tables of the floors: the two smallest tables that can hold runs and their log, in a separate schema. They have
 * no trigger, no constraint and only the three indexes that claims and writes need. So every ratio shows the price of
 * the product's own tables. For one thread.
 */
final class LeanTables implements AutoCloseable {
    static final String SCHEMA = "agent_runner_floor";
    static final String RUN = SCHEMA + ".run";
    static final String EVENT = SCHEMA + ".event";

    private final Connection session;

    LeanTables(Connection session) throws SQLException {
        this.session = session;
        drop();
        execute("create schema " + SCHEMA);
        execute("""
                create table %s (
                    id                 bigint generated always as identity primary key,
                    project_id         bigint      not null,
                    goal               text        not null,
                    status             text        not null default 'QUEUED',
                    priority           smallint    not null default 0,
                    attempt            integer     not null default 0,
                    current_iteration  integer     not null default 0,
                    node               bigint,
                    run_at             timestamptz not null default now(),
                    created_at         timestamptz not null default now(),
                    started_at         timestamptz,
                    finished_at        timestamptz,
                    last_event         integer     not null default 1
                ) with (fillfactor = 70)""".formatted(RUN));
        execute("create index on " + RUN + " (priority desc, id) where status = 'QUEUED'");
        execute("create index on " + RUN + " (node) where status = 'RUNNING'");
        execute("""
                create table %s (
                    run_id      bigint      not null,
                    id          integer     not null,
                    type        text        not null,
                    payload     text,
                    created_at  timestamptz not null default now(),
                    primary key (run_id, id)
                )""".formatted(EVENT));
    }

    Connection session() {
        return session;
    }

    /** Adds queued runs, each with its RUN_CREATED event, in one transaction. */
    void queue(int runs) throws SQLException {
        execute("""
                with added as (
                  insert into %s (project_id, goal) select 1, 'Measure' from generate_series(1, %d) returning id, goal)
                insert into %s (run_id, id, type, payload) select id, 1, 'RUN_CREATED', goal from added""".formatted(RUN, runs, EVENT));
    }

    /** Finishes old work, so that it does not affect the next measurement. */
    void settle() throws SQLException {
        execute("vacuum (analyze) " + RUN + ", " + EVENT);
    }

    /**
     * Refuses a floor that did not do its work.
     *
     * @throws LaunchFailure with the actual rows
     */
    void check(String status, long runs, long iterations, long events) throws SQLException {
        var sql = """
                select count(*) || ' runs ' || coalesce(string_agg(distinct status, ' and '), '') || ' with '
                  || coalesce(sum(current_iteration), 0) || ' iterations and ' || (select count(*) from %s) || ' events'
                from %s""".formatted(EVENT, RUN);
        try (var statement = session.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            var found = rows.getString(1);
            var wanted = "%d runs %s with %d iterations and %d events".formatted(runs, status, iterations, events);
            if (!found.equals(wanted)) {
                throw new LaunchFailure("The floor wrote " + found + " instead of " + wanted + ".");
            }
        }
    }

    void execute(String sql) throws SQLException {
        try (var statement = session.createStatement()) {
            statement.execute(sql);
        }
    }

    private void drop() throws SQLException {
        execute("drop schema if exists " + SCHEMA + " cascade");
    }

    @Override
    public void close() throws SQLException {
        drop();
        session.close();
    }
}
