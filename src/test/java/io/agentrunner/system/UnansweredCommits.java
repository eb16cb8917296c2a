package io.agentrunner.system;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/**
 * Commits that happen while whoever asked for them is told nothing: the database waits for a standby that is not there, which
 * is after the commit on its own disk. They happen for others when the wait ends: when their session does, or with {@link #goOn}.
 */
final class UnansweredCommits implements AutoCloseable {
    private final Cluster cluster;
    private long ended;

    UnansweredCommits(Cluster cluster) throws SQLException {
        this.cluster = cluster;
        cluster.configure("synchronous_standby_names", "nobody");
    }

    /** Ends the sessions of nodes that wait in a commit now. */
    void endWaiting() {
        ended += cluster.number("select count(*) filter (where pg_terminate_backend(pid, 5000)) from pg_stat_activity"
                + " where wait_event = 'SyncRep' and application_name like 'agent-runner/%'");
    }

    /** Executes a statement whose commit waits for no standby. */
    void pass(String sql) throws SQLException {
        cluster.execute("set synchronous_commit = local", sql);
    }

    /**
     * The sessions that changed runs and have waited in their commit for so long, by the ports of their clients. A session keeps
     * its locks until the wait ends.
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

    /** How many commits were not answered so far. */
    long ended() {
        return ended;
    }

    /** Lets the commits that wait go on; from now on none waits. */
    void goOn() throws SQLException {
        cluster.configure("synchronous_standby_names", "");
    }

    @Override
    public void close() throws SQLException {
        goOn();
    }
}
