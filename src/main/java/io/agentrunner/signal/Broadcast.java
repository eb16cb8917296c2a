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
 * Sends messages by NOTIFY after the commit. Inside the transaction that changes a run, NOTIFY would hold a lock of the
 * whole database until the commit. Messages that arrive during a send go out together, and equal ones once. Thread-safe.
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
        // The queue is full only during an outage of the database. The other nodes then notice by their polls.
        if (!waiting.offer(message)) {
            LOG.log(Level.DEBUG, "Not sent to the other nodes: {0}", message);
        }
    }

    /** Sends messages by a statement that commits itself. Every listening node receives each of them, including this one. */
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
