package io.agentrunner.system;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/**
 * Commits without an answer: the database waits for a missing standby, after the commit on its own disk. Other sessions
 * see them when the wait ends: with their session, or by {@link #goOn}.
 */
final class UnansweredCommits implements AutoCloseable {
    private final Cluster cluster;
    private long ended;

    UnansweredCommits(Cluster cluster) throws SQLException {
        this.cluster = cluster;
        cluster.configure("synchronous_standby_names", "nobody");
    }

    /** Ends the sessions of nodes that wait in a commit at the moment. */
    void endWaiting() {
        ended += cluster.number("select count(*) filter (where pg_terminate_backend(pid, 5000)) from pg_stat_activity"
                + " where wait_event = 'SyncRep' and application_name like 'agent-runner/%'");
    }

    /** Executes a statement whose commit does not wait for a standby. */
    void pass(String sql) throws SQLException {
        cluster.execute("set synchronous_commit = local", sql);
    }

    /**
     * Returns the sessions that changed runs and have waited in their commit for this long, by the ports of their
     * clients. A session keeps its locks until the wait ends.
     */
    List<Integer> waitingWithRuns(Duration time) {
        return cluster
                .texts("select client_port from pg_stat_activity a where wait_event = 'SyncRep'"
                        + " and state_change < clock_timestamp() - interval '" + time.toMillis() + " ms' and exists ("
                        + "select from pg_locks l where l.pid = a.pid and l.relation = cast('run' as regclass)"
                        + " and l.mode = 'RowExclusiveLock' and l.granted)")
                .stream()
                .map(Integer::valueOf)
                .toList();
    }

    /** Returns how many commits have had no answer so far. */
    long ended() {
        return ended;
    }

    /** Lets the waiting commits continue. From now on none waits. */
    void goOn() throws SQLException {
        cluster.configure("synchronous_standby_names", "");
    }

    @Override
    public void close() throws SQLException {
        goOn();
    }
}
