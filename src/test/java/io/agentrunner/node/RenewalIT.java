package io.agentrunner.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.inside.ContainerTest;
import io.agentrunner.inside.TestNodes;
import io.agentrunner.settings.Settings;
import jakarta.annotation.Resource;
import jakarta.inject.Inject;
import jakarta.transaction.UserTransaction;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** A renewal that stalls holds the row of its node, and the others skip this row when they search for lost nodes. */
class RenewalIT extends ContainerTest {
    @Inject
    private Nodes nodes;

    @Inject
    private Settings settings;

    @Resource
    private UserTransaction transaction;

    @Resource(lookup = "jdbc/agentrunner")
    private DataSource database;

    @Test
    void a_renewal_that_stalls_is_ended_by_the_database_within_a_third_of_the_lease() throws Exception {
        var node = TestNodes.live();
        transaction.begin();
        try {
            assertThat(nodes.renew(node, 0, false)).isPresent();
            assertThat(idleMillisAllowed()).isBetween(1L, settings.lease().toMillis() / 3);
        } finally {
            transaction.rollback();
        }
    }

    @Test
    void a_request_to_drain_that_stalls_is_ended_as_soon_since_it_holds_the_row_that_a_renewal_needs()
            throws Exception {
        var node = TestNodes.live();
        transaction.begin();
        try {
            assertThat(nodes.requestDrain(node, true)).isPresent();
            assertThat(idleMillisAllowed()).isBetween(1L, settings.lease().toMillis() / 3);
        } finally {
            transaction.rollback();
        }
    }

    @Test
    void a_renewal_leaves_a_request_to_drain_as_it_is_and_brings_it() {
        var node = TestNodes.live();
        nodes.requestDrain(node, true);
        assertThat(nodes.renew(node, 0, false)).contains(new DrainRequest(true, 1));
        nodes.requestDrain(node, false);
        assertThat(nodes.renew(node, 0, false)).contains(new DrainRequest(false, 2));
    }

    @Test
    void a_request_to_drain_survives_the_node_which_its_process_was() {
        var known = TestNodes.live();
        nodes.requestDrain(known, true);
        assertThat(rejoined(known, false)).as("only the old row knows").isTrue();
        assertThat(rejoined(TestNodes.live(), true))
                .as("the old row knows better")
                .isFalse();
        assertThat(rejoined(java.util.UUID.randomUUID(), true))
                .as("the old row is gone")
                .isTrue();
        assertThat(rejoined(null, false)).as("a new process").isFalse();
    }

    private boolean rejoined(java.util.UUID before, boolean drains) {
        var node = java.util.UUID.randomUUID();
        var request = nodes.join(node, before, drains);
        nodes.leave(node);
        return request.request().requested();
    }

    /** Returns a setting of the session in this transaction. */
    private long idleMillisAllowed() throws SQLException {
        try (var session = database.getConnection();
                var statement = session.createStatement();
                var found = statement.executeQuery(
                        "select setting from pg_settings where name = 'idle_in_transaction_session_timeout'")) {
            found.next();
            return found.getLong(1);
        }
    }
}
