package io.agentrunner.inside;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Something planted in the database: a statement that touches certain rows fails, or stops there until it is let go. Both
 * count how often they fired in a sequence, which no rollback takes back.
 */
public final class Planted implements AutoCloseable {
    private static final AtomicLong NEXT = new AtomicLong(System.nanoTime());

    /** What a planted failure says. */
    public static final String MESSAGE = "planted failure";

    private final long key = NEXT.incrementAndGet();
    private final String name = "planted_" + key;
    private final String table;
    private Connection holder;

    private Planted(String table) {
        this.table = table;
    }

    /**
     * Fails.
     *
     * @param occasion like {@code insert on event} or {@code update on run}
     * @param rows a condition over {@code new}
     */
    public static Planted failure(String occasion, String rows) {
        var planted = new Planted(tableOf(occasion));
        planted.plant(occasion, rows, "raise exception '" + MESSAGE + "';");
        return planted;
    }

    /**
     * Refuses a value as the database does: the message repeats it, with a new line and an escape character.
     *
     * @param value an expression over {@code new}
     */
    public static Planted refusal(String occasion, String rows, String sqlState, String value) {
        var planted = new Planted(tableOf(occasion));
        planted.plant(
                occasion,
                rows,
                "raise exception using errcode = '" + sqlState
                        + "', message = 'planted refusal of ' || left(" + value
                        + ", 20) || chr(10) || chr(27) || '[2J' || " + value + ", detail = "
                        + value + ";");
        return planted;
    }

    /** Waits at the row, its transaction open, until {@link #letGo}. */
    public static Planted hold(String occasion, String rows) {
        var planted = new Planted(tableOf(occasion));
        planted.holder = Sql.connect();
        try {
            Sql.run(planted.holder, "select pg_advisory_lock(?)", planted.key);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        // However long the test takes: a request would wait for a second only.
        planted.plant(
                occasion,
                rows,
                "perform set_config('lock_timeout', '0', true); perform pg_advisory_xact_lock_shared(" + planted.key
                        + ");");
        return planted;
    }

    private static String tableOf(String occasion) {
        return occasion.substring(occasion.lastIndexOf(' ') + 1);
    }

    private void plant(String occasion, String rows, String does) {
        Sql.run("create sequence " + name);
        Sql.run(
                "create function %s() returns trigger language plpgsql as $$ begin perform nextval('%s'); %s return new; end $$"
                        .formatted(name, name, does));
        Sql.run("create trigger %s before %s for each row when (%s) execute function %s()"
                .formatted(name, occasion, rows, name));
    }

    /** How many rows met it. */
    public long fired() {
        return Sql.number("select case when is_called then last_value else 0 end from " + name);
    }

    /** Waits until a transaction stands here. */
    public Planted awaitHeld() {
        Await.until("a transaction stands at " + name, () -> waiting() > 0);
        return this;
    }

    /** Waits until a session is parked on a lock of the transaction that stands here. */
    public Planted awaitBlocking() {
        Await.until(
                "a session waits for the transaction at " + name,
                () -> Sql.number(
                                "select count(*) from pg_locks h, pg_locks w where h.locktype = 'advisory' and not h.granted"
                                        + " and ((h.classid::bigint << 32) | h.objid::bigint) = ?"
                                        + " and not w.granted and w.locktype in ('transactionid', 'tuple')"
                                        + " and h.pid = any(pg_blocking_pids(w.pid))",
                                key)
                        > 0);
        return this;
    }

    private long waiting() {
        return Sql.number(
                "select count(*) from pg_locks where locktype = 'advisory' and not granted"
                        + " and ((classid::bigint << 32) | objid::bigint) = ?",
                key);
    }

    /** Whoever waits goes on. */
    public void letGo() {
        if (holder != null) {
            try {
                holder.close();
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
            holder = null;
        }
    }

    @Override
    public void close() {
        letGo();
        Sql.run("drop trigger %s on %s".formatted(name, table));
        Sql.run("drop function " + name);
        Sql.run("drop sequence " + name);
    }
}
