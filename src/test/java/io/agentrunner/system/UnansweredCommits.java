package io.agentrunner.system;

import java.sql.SQLException;

/**
 * Commits that happen while whoever asked for them is told nothing: the database waits for a standby that is not there, which
 * is after the commit on its own disk, and the session ends in that wait.
 */
final class UnansweredCommits implements AutoCloseable {
    private final Cluster cluster;
    private long ended;

    UnansweredCommits(Cluster cluster) throws SQLException {
        this.cluster = cluster;
        waitFor("nobody");
    }

    /** Ends the sessions of nodes that wait in a commit now. */
    void endWaiting() {
        ended += cluster.number("select count(*) filter (where pg_terminate_backend(pid, 5000)) from pg_stat_activity"
                + " where wait_event = 'SyncRep' and application_name like 'agent-runner/%'");
    }

    /** How many commits were not answered so far. */
    long ended() {
        return ended;
    }

    @Override
    public void close() throws SQLException {
        waitFor("");
    }

    private void waitFor(String standby) throws SQLException {
        try (var session = cluster.database();
                var statement = session.createStatement()) {
            statement.execute("alter system set synchronous_standby_names = '" + standby + "'");
            statement.execute("select pg_reload_conf()");
        }
    }
}
