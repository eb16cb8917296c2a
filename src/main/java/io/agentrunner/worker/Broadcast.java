package io.agentrunner.worker;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ContextService;
import jakarta.enterprise.context.ApplicationScoped;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import javax.sql.DataSource;

/**
 * Tells the other nodes what happened to runs by NOTIFY, after the fact: inside the transaction that changes a run it would
 * hold a lock of the whole database until that commits. Messages that gather while one is being sent go together, equal ones
 * once. A message that is lost costs time, never correctness: the check interval and the heartbeat find out by themselves.
 * Thread-safe.
 */
@ApplicationScoped
class Broadcast {
    private static final System.Logger LOG = System.getLogger(Broadcast.class.getName());

    private static final String NOTIFY = "select pg_notify('agent_runner', m) from unnest(cast(? as text[])) as t (m)";

    private final BlockingQueue<String> waiting = new LinkedBlockingQueue<>(10_000);

    @Resource(lookup = "jdbc/agentrunner")
    private DataSource database;

    @Resource
    private ContextService contexts;

    private volatile boolean closed;
    private Thread thread;

    void open() {
        thread = Thread.ofPlatform()
                .name("broadcast")
                .daemon()
                .start(contexts.contextualRunnable(this::sendUntilClosed));
    }

    void send(String message) {
        // Full only while the database is away: then the other nodes find out by themselves.
        if (!waiting.offer(message)) {
            LOG.log(Level.DEBUG, "Not told to the other nodes: {0}", message);
        }
    }

    /** Sends these messages; every node that listens gets each of them, this one too. By a statement that commits itself. */
    void sendNow(Set<String> messages) {
        try (var connection = database.getConnection();
                var notify = connection.prepareStatement(NOTIFY)) {
            notify.setArray(1, connection.createArrayOf("text", messages.toArray()));
            notify.execute();
        } catch (SQLException | RuntimeException e) {
            LOG.log(Level.DEBUG, "Not told to the other nodes", e);
        }
    }

    void close() {
        closed = true;
        if (thread != null) {
            thread.interrupt();
        }
    }

    private void sendUntilClosed() {
        while (!closed) {
            try {
                var messages = new LinkedHashSet<String>();
                messages.add(waiting.take());
                waiting.drainTo(messages);
                sendNow(messages);
            } catch (InterruptedException e) {
                // Closing; the loop's condition says so.
            }
        }
    }
}
