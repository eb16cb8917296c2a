package io.agentrunner.signal;

import io.agentrunner.platform.thread.Lifecycle;
import io.agentrunner.platform.thread.Loop;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;

/**
 * Sends messages by NOTIFY, after the fact: inside the transaction that changes a run it would hold a lock of the whole
 * database until that commits. Messages that gather while one is being sent go together, equal ones once. Thread-safe.
 */
final class Broadcast implements Lifecycle {
    private static final System.Logger LOG = System.getLogger(Broadcast.class.getName());
    private static final String NOTIFY = "select pg_notify('agent_runner', m) from unnest(cast(? as text[])) as t (m)";

    private final BlockingQueue<String> waiting = new LinkedBlockingQueue<>(10_000);
    private final Loop loop = new Loop("broadcast", "Signals were not sent; the other nodes poll", this::sendWaiting);
    private final DataSource database;

    Broadcast(DataSource database) {
        this.database = database;
    }

    @Override
    public void open(UnaryOperator<Runnable> inContext) {
        loop.open(inContext);
    }

    @Override
    public void close() {
        loop.close();
    }

    void send(String message) {
        // Full only while the database is away: then the other nodes find out by themselves.
        if (!waiting.offer(message)) {
            LOG.log(Level.DEBUG, "Not sent to the other nodes: {0}", message);
        }
    }

    /** Sends these messages by a statement that commits itself; every node that listens gets each of them, this one too. */
    void sendNow(Set<String> messages) {
        try (var connection = database.getConnection();
                var notify = connection.prepareStatement(NOTIFY)) {
            notify.setArray(1, connection.createArrayOf("text", messages.toArray()));
            notify.execute();
        } catch (SQLException | RuntimeException e) {
            LOG.log(Level.DEBUG, "Not sent to the other nodes", e);
        }
    }

    private void sendWaiting() throws InterruptedException {
        var messages = new LinkedHashSet<String>();
        messages.add(waiting.take());
        waiting.drainTo(messages);
        sendNow(messages);
    }
}
