package io.agentrunner.system;

import io.agentrunner.inside.Await;
import java.sql.SQLException;
import java.time.Duration;

/** The sessions in which nodes LISTEN, and a database that refuses those of some nodes. */
final class Listeners {
    /** The driver sends its name at the login, and not only afterwards, if it may assume a recent server. */
    private static final String NAMED_AT_LOGIN = "?assumeMinServerVersion=9.0";

    /** Each node has its own name for this pool. */
    private static final String NAME = "agent-runner/%/listen";

    private static final Duration LONG = Duration.ofSeconds(10);

    private Listeners() {}

    /** Returns how many nodes listen now. */
    static long count(Cluster cluster) {
        return cluster.number("select count(*) from pg_stat_activity where application_name like '" + NAME
                + "' and state = 'idle' and query in ('listen agent_runner', 'select 1')");
    }

    /** Waits until this many nodes listen. */
    static void await(Cluster cluster, int nodes) {
        Await.until(() -> count(cluster) == nodes, LONG, () -> count(cluster) + " of " + nodes + " nodes listen");
    }

    /** Ends every session that listens. Returns how many there were. */
    static long terminate(Cluster cluster) {
        return cluster.number("select count(*) filter (where pg_terminate_backend(pid, 5000)) from pg_stat_activity"
                + " where application_name like '" + NAME + "'");
    }

    /** Returns the database for a node that can be kept from listening. */
    static String refusableUrl(Cluster cluster) {
        return cluster.databaseUrl() + NAMED_AT_LOGIN;
    }

    /** Ends every session that listens, and refuses new ones of nodes with {@link #refusableUrl}. */
    static void refuse(Cluster cluster) throws SQLException {
        cluster.execute("create sequence refused_listeners");
        // The count of a sequence survives the exception.
        cluster.execute("""
                create function refuse_listener() returns event_trigger language plpgsql as $$
                begin
                  if current_setting('application_name') like '%s' then
                    perform nextval('refused_listeners');
                    raise exception 'nobody listens here';
                  end if;
                end $$""".formatted(NAME));
        cluster.execute("create event trigger refuse_listener on login execute function refuse_listener()");
        terminate(cluster);
        Await.until(() -> refused(cluster) > 0, LONG, () -> "no listener came to be refused");
    }

    /** Lets the nodes listen again. */
    static void accept(Cluster cluster) throws SQLException {
        cluster.execute("drop event trigger refuse_listener");
    }

    /** Removes the objects of {@link #refuse}, so that it can be called again. */
    static void drop(Cluster cluster) throws SQLException {
        cluster.execute("drop function refuse_listener");
        cluster.execute("drop sequence refused_listeners");
    }

    /** Returns how often the database has refused one so far. */
    static long refused(Cluster cluster) {
        return cluster.number("select case when is_called then last_value else 0 end from refused_listeners");
    }
}
