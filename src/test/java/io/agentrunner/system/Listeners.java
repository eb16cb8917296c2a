package io.agentrunner.system;

import io.agentrunner.inside.Await;
import java.sql.SQLException;
import java.time.Duration;

/** The sessions in which nodes LISTEN, and a database that refuses those of some nodes. */
final class Listeners {
    /** The driver names itself at the login, and not only afterwards, when it may assume a server that understands this. */
    private static final String NAMED_AT_LOGIN = "?assumeMinServerVersion=9.0";

    /** Each node's pool for this has a name of its own. */
    private static final String NAME = "agent-runner/%/listen";

    private static final Duration LONG = Duration.ofSeconds(10);

    private Listeners() {}

    /** How many nodes listen now. */
    static long count(Cluster cluster) {
        return cluster.number("select count(*) from pg_stat_activity where application_name like '" + NAME
                + "' and state = 'idle' and query in ('listen agent_runner', 'select 1')");
    }

    /** Waits until so many nodes listen. */
    static void await(Cluster cluster, int nodes) {
        Await.until(() -> count(cluster) == nodes, LONG, () -> count(cluster) + " of " + nodes + " nodes listen");
    }

    /** Ends every session that listens; says how many there were. */
    static long terminate(Cluster cluster) {
        return cluster.number("select count(*) filter (where pg_terminate_backend(pid, 5000)) from pg_stat_activity"
                + " where application_name like '" + NAME + "'");
    }

    /** The database for a node whose listening can be refused. */
    static String refusableUrl(Cluster cluster) {
        return cluster.databaseUrl() + NAMED_AT_LOGIN;
    }

    /** Ends every session that listens, and lets none of a node with {@link #refusableUrl} come back. */
    static void refuse(Cluster cluster) throws SQLException {
        cluster.execute("create sequence refused_listeners");
        // What a sequence counted outlasts the exception.
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

    /** Lets them listen again. */
    static void accept(Cluster cluster) throws SQLException {
        cluster.execute("drop event trigger refuse_listener");
    }

    /** Forgets what {@link #refuse} made, so that it can be asked for again. */
    static void drop(Cluster cluster) throws SQLException {
        cluster.execute("drop function refuse_listener");
        cluster.execute("drop sequence refused_listeners");
    }

    /** How often the database refused one so far. */
    static long refused(Cluster cluster) {
        return cluster.number("select case when is_called then last_value else 0 end from refused_listeners");
    }
}
