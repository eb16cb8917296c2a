package io.agentrunner.bench;

import io.agentrunner.platform.sql.StatementFile;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/** The application's own claim statement, on a session of the bench. For one thread. */
final class ClaimStatement {
    private final Connection session;
    private final PreparedStatement statement;
    private final List<String> places;

    /**
     * @param aging queue.aging.seconds
     */
    ClaimStatement(Connection session, UUID node, int aging) throws SQLException {
        this.session = session;
        session.setAutoCommit(false);
        var claim = StatementFile.find("Run.claim");
        places = claim.places();
        statement = session.prepareStatement(claim.jdbc());
        set("node", node.toString());
        set("payload", "{\"node\":\"" + node + "\"}");
        set("guard", 10_000);
        set("agents", session.createArrayOf("text", new String[] {"noop", "simple", "sleep"}));
        set("maxRecoveries", 5);
        set("bytes", Long.MAX_VALUE);
        set("aging", aging);
        // Starts at the front of the queue.
        set("place", null);
    }

    private void set(String parameter, Object value) throws SQLException {
        for (var i = 0; i < places.size(); i++) {
            if (places.get(i).equals(parameter)) {
                statement.setObject(i + 1, value);
            }
        }
    }

    /** Claims at most this many runs and rolls back. Returns how many it claimed. */
    int runAndUndo(int limit) throws SQLException {
        set("limit", limit);
        set("candidates", limit);
        var claimed = 0;
        try (var rows = statement.executeQuery()) {
            while (rows.next()) {
                // A claim without a result returns one row without a run.
                claimed += rows.getObject(1) == null ? 0 : 1;
            }
        } finally {
            session.rollback();
        }
        return claimed;
    }
}
