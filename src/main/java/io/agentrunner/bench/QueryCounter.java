package io.agentrunner.bench;

import java.sql.SQLException;
import java.util.List;

/**
 * Counts the queries that reach the database: statements if pg_stat_statements is loaded, as in the embedded database,
 * otherwise transactions. It counts at most one transaction of its own.
 */
enum QueryCounter {
    STATEMENTS("pg_stat_statements, without BEGIN, COMMIT and the like", """
            select coalesce(sum(calls), 0) from pg_stat_statements
            where dbid = (select oid from pg_database where datname = current_database())
              and query !~* '^\\s*(begin|commit|rollback|set|show|reset|discard|alter|create)\\M'
              and query not like '%pg_stat_statements%'"""),
    TRANSACTIONS("transactions (pg_stat_database), without pg_stat_statements", """
            select xact_commit + xact_rollback from pg_stat_database where datname = current_database()""");

    private final String description;
    private final String sql;

    QueryCounter(String description, String sql) {
        this.description = description;
        this.sql = sql;
    }

    /** Loads pg_stat_statements. Query ids, and so the counting, stay off until {@link #in} turns them on. */
    static List<String> preparations() {
        return List.of(
                "alter system set shared_preload_libraries = 'pg_stat_statements'",
                "alter system set compute_query_id = 'off'");
    }

    /** Returns the best counter of this database for this user, and turns it on. */
    static QueryCounter in(Tables tables) {
        try {
            if (!tables.text("select current_setting('shared_preload_libraries')")
                    .contains("pg_stat_statements")) {
                return TRANSACTIONS;
            }
            tables.execute("create extension if not exists pg_stat_statements");
            if (tables.text("select current_setting('compute_query_id')").equals("off")) {
                tables.execute("alter system set compute_query_id = 'on'");
                tables.execute("select pg_reload_conf()");
            }
            return STATEMENTS;
        } catch (SQLException notAllowed) {
            return TRANSACTIONS;
        }
    }

    /** Returns the count so far. */
    long count(Tables tables) throws SQLException {
        return tables.number(sql);
    }

    @Override
    public String toString() {
        return description;
    }
}
