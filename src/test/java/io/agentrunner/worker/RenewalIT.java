package io.agentrunner.worker;

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

/** A renewal that stalls holds the row of its node, which the others pass over when they look for lost ones. */
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
            assertThat(nodes.renew(node, 0, false)).isTrue();
            assertThat(idleMillisAllowed()).isBetween(1L, settings.lease().toMillis() / 3);
        } finally {
            transaction.rollback();
        }
    }

    /** Of the session in this transaction. */
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
