package io.agentrunner.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.inside.ContainerTest;
import io.agentrunner.inside.Sql;
import jakarta.annotation.Resource;
import java.sql.SQLException;
import java.util.TimeZone;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** The tests are only valid if their database commits like one in production. */
class DurabilityIT extends ContainerTest {
    @Resource(lookup = "jdbc/agentrunner")
    private DataSource pool;

    @Test
    void the_database_writes_through_to_the_disk() {
        assertThat(Sql.text("show fsync")).isEqualTo("on");
        assertThat(Sql.text("show synchronous_commit")).isEqualTo("on");
        assertThat(Sql.text("show full_page_writes")).isEqualTo("on");
        assertThat(Sql.text("show server_version")).startsWith("18");
    }

    @Test
    void the_session_of_the_test_does_not_run_in_utc() {
        assertThat(TimeZone.getDefault().getID()).isEqualTo("America/St_Johns");
        assertThat(Sql.text("show timezone")).isEqualTo("America/St_Johns");
    }

    @Test
    void sessions_of_the_pool_cannot_sit_on_locks_past_the_lease() throws SQLException {
        try (var session = pool.getConnection();
                var statement = session.createStatement();
                var found = statement.executeQuery("select name, setting::int from pg_settings where name in "
                        + "('statement_timeout', 'idle_in_transaction_session_timeout')")) {
            while (found.next()) {
                assertThat(found.getInt(2)).as(found.getString(1)).isBetween(1, 29_999);
            }
        }
    }
}
