package io.agentrunner.signal;

import io.agentrunner.platform.thread.Lifecycle;
import io.agentrunner.platform.thread.Loop;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.postgresql.PGConnection;

/**
 * Receives the messages of NOTIFY on its own connection, outside of any transaction (nothing arrives inside one). Reconnects
 * by itself. Thread-safe.
 */
final class Listener implements Lifecycle {
    private static final System.Logger LOG = System.getLogger(Listener.class.getName());
    private static final Duration BEFORE_PROOF_OF_LIFE = Duration.ofSeconds(10);
    private static final Duration BEFORE_RECONNECT = Duration.ofSeconds(1);

    private final Loop loop = new Loop("listener", "Listening failed; the node connects again", this::listenAgain);
    private final DataSource database;
    private final Consumer<String> heard;
    private final Runnable afterGap;

    /** @param afterGap called after messages may have been missed */
    Listener(DataSource database, Consumer<String> heard, Runnable afterGap) {
        this.database = database;
        this.heard = heard;
        this.afterGap = afterGap;
    }

    @Override
    public void open(UnaryOperator<Runnable> inContext) {
        loop.open(inContext);
    }

    @Override
    public void close() {
        loop.finish();
    }

    private void listenAgain() throws InterruptedException {
        try {
            listen();
        } catch (SQLException | RuntimeException e) {
            if (!loop.isClosed()) {
                LOG.log(Level.DEBUG, "Listening again after: {0}", e.getMessage());
                Thread.sleep(BEFORE_RECONNECT);
            }
        }
    }

    private void listen() throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.createStatement()) {
            var server = connection.unwrap(PGConnection.class);
            statement.execute("listen agent_runner");
            afterGap.run();
            while (!loop.isClosed()) {
                var messages = server.getNotifications((int) BEFORE_PROOF_OF_LIFE.toMillis());
                if (messages == null || messages.length == 0) {
                    // A broken connection that gives no sign of it fails here.
                    statement.execute("select 1");
                    continue;
                }
                for (var message : messages) {
                    heard.accept(message.getParameter());
                }
            }
        }
    }
}
