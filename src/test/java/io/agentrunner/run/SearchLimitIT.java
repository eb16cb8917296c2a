package io.agentrunner.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.agentrunner.access.Caller;
import io.agentrunner.inside.Await;
import io.agentrunner.inside.ContainerTest;
import io.agentrunner.inside.Sql;
import io.agentrunner.inside.Threads;
import io.agentrunner.platform.database.BackendRepository;
import io.agentrunner.platform.http.Query;
import jakarta.annotation.Resource;
import jakarta.inject.Inject;
import jakarta.transaction.UserTransaction;
import jakarta.ws.rs.core.MultivaluedHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A search is ended after five seconds with a problem that names the limit. */
class SearchLimitIT extends ContainerTest {
    @Inject
    private Runs runs;

    @Inject
    private BackendRepository backend;

    @Resource
    private UserTransaction transaction;

    @Test
    void a_search_has_five_seconds_and_only_that_transaction() throws Exception {
        transaction.begin();
        search();
        var during = backend.setting("statement_timeout");
        // Not rolled back, which would undo it for the session, too.
        transaction.commit();
        assertThat(during).isEqualTo("5s");
        // Repeated often enough to use every idle connection of the pool.
        for (var i = 0; i < 30; i++) {
            assertThat(backend.setting("statement_timeout")).isEqualTo("20s");
        }
    }

    @Test
    void a_search_that_was_ended_says_that_it_took_too_long_and_not_that_the_database_is_away() throws Exception {
        try (var session = Sql.connect()) {
            session.setAutoCommit(false);
            Sql.run(session, "lock table run in access exclusive mode");
            var searching = Threads.start(this::search);
            // A cancelled statement has the same SQLSTATE as one that reached its time-out.
            Await.until(
                    "the search waits and is canceled",
                    () -> Sql.number("select count(*) filter (where pg_cancel_backend(pid)) from pg_stat_activity"
                                    + " where wait_event_type = 'Lock' and query like 'select id,%from run r%'")
                            > 0);
            assertThat(catchThrowable(() -> Threads.get(searching)))
                    .hasMessageContaining("The search took longer than 5 seconds");
            session.rollback();
        }
    }

    private List<RunView> search() {
        return runs.search(RunFilter.of(new Query(new MultivaluedHashMap<>()), Caller.OPEN), 10, RunDetail.BRIEF)
                .items();
    }
}
