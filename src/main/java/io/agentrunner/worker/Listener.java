package io.agentrunner.worker;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ContextService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.postgresql.PGConnection;

/**
 * Hears what other nodes tell by NOTIFY, on a connection of its own outside any transaction (inside one nothing arrives).
 * Reconnects by itself; what was missed meanwhile is found by the check interval and the heartbeat. Thread-safe.
 */
@ApplicationScoped
class Listener {
    private static final System.Logger LOG = System.getLogger(Listener.class.getName());
    private static final Duration BEFORE_PROOF_OF_LIFE = Duration.ofSeconds(10);
    private static final Duration BEFORE_RECONNECT = Duration.ofSeconds(1);

    @Resource(lookup = "jdbc/agentrunner-listen")
    private DataSource database;

    @Inject
    private Signals signals;

    @Resource
    private ContextService contexts;

    private volatile boolean closed;

    void open() {
        Thread.ofPlatform().name("listener").daemon().start(contexts.contextualRunnable(this::listenUntilClosed));
    }

    void close() {
        closed = true;
    }

    private void listenUntilClosed() {
        while (!closed) {
            try {
                listen();
            } catch (SQLException | RuntimeException e) {
                if (!closed) {
                    LOG.log(Level.DEBUG, "Listening again after: {0}", e.getMessage());
                    LockSupport.parkNanos(BEFORE_RECONNECT.toNanos());
                }
            }
        }
    }

    private void listen() throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.createStatement()) {
            var server = connection.unwrap(PGConnection.class);
            statement.execute("listen agent_runner");
            // What was sent while nobody listened here.
            signals.heard(Signals.QUEUED);
            signals.heard(Signals.SETTINGS);
            while (!closed) {
                var heard = server.getNotifications((int) BEFORE_PROOF_OF_LIFE.toMillis());
                if (heard == null || heard.length == 0) {
                    // A connection that went silent fails here.
                    statement.execute("select 1");
                    continue;
                }
                for (var notification : heard) {
                    signals.heard(notification.getParameter());
                }
            }
        }
    }
}
