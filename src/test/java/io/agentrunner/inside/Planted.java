package io.agentrunner.inside;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A fault that is planted in the database: a statement that touches certain rows fails, or stops there until it is
 * released. Each fault counts in a sequence how often it fired, which no rollback undoes.
 */
public final class Planted implements AutoCloseable {
    private static final AtomicLong NEXT = new AtomicLong(System.nanoTime());

    /** The message of a planted failure. */
    public static final String MESSAGE = "planted failure";

    private final long key = NEXT.incrementAndGet();
    private final String name = "planted_" + key;
    private final String table;
    private Connection holder;

    private Planted(String table) {
        this.table = table;
    }

    /**
     * Plants a failure.
     *
     * @param occasion an event of a trigger, such as {@code insert on event} or {@code update on run}
     * @param rows a condition over {@code new}
     */
    public static Planted failure(String occasion, String rows) {
        var planted = new Planted(tableOf(occasion));
        planted.plant(occasion, rows, "raise exception '" + MESSAGE + "';");
        return planted;
    }

    /**
     * Plants a refusal like that of the database for a value: the message repeats the value, with a line break and an
     * escape character.
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

    /** Plants a stop: the transaction waits at the row, still open, until {@link #letGo}. */
    public static Planted hold(String occasion, String rows) {
        var planted = new Planted(tableOf(occasion));
        planted.holder = Sql.connect();
        try {
            Sql.run(planted.holder, "select pg_advisory_lock(?)", planted.key);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        // No time-out, however long the test takes, since a request would only wait for a second.
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

    /** Returns how many rows have met the fault. */
    public long fired() {
        return Sql.number("select case when is_called then last_value else 0 end from " + name);
    }

    /** Waits until a transaction has stopped here. */
    public Planted awaitHeld() {
        Await.until("a transaction stands at " + name, () -> waiting() > 0);
        return this;
    }

    /** Waits until a session waits for a lock of the stopped transaction. */
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

    /** Releases the stopped transactions. */
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
