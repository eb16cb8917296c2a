package io.agentrunner.platform.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agentrunner.inside.ContainerTest;
import io.agentrunner.inside.Threads;
import jakarta.annotation.Resource;
import jakarta.inject.Inject;
import jakarta.transaction.UserTransaction;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A transaction gets connections of its lane. */
class LanesIT extends ContainerTest {
    @Inject
    private BackendRepository backend;

    @Resource
    private UserTransaction transaction;

    @Test
    void requests_and_the_worker_have_sessions_of_their_own() {
        assertThat(Lane.READS.run(backend::session)).contains("/requests ");
        assertThat(backend.session()).doesNotContain("/requests ");
        assertThat(Lane.AGENTS.run(backend::session)).doesNotContain("/requests ");
    }

    @Test
    void a_request_waits_for_a_lock_one_second_at_most_and_the_worker_sets_its_limits_itself() {
        assertThat(Lane.CHANGES.run(() -> backend.setting("lock_timeout"))).isEqualTo("1s");
        assertThat(backend.setting("lock_timeout")).isEqualTo("0");
    }

    @Test
    void a_transaction_keeps_the_session_of_its_first_statement_whatever_its_thread_does() throws Exception {
        transaction.begin();
        try {
            var first = backend.session();
            assertThat(Lane.SEARCHES.run(backend::session)).isEqualTo(first);
        } finally {
            transaction.rollback();
        }
        transaction.begin();
        try {
            var first = Lane.SEARCHES.run(backend::session);
            assertThat(first).contains("/requests ");
            assertThat(backend.session()).isEqualTo(first);
        } finally {
            transaction.rollback();
        }
    }

    @Test
    void a_place_is_held_until_the_transaction_has_ended_and_no_longer() throws Exception {
        var letGo = new CountDownLatch(1);
        var inside = new CountDownLatch(Lane.SEARCHES.places());
        Callable<String> holding = () -> {
            transaction.begin();
            try {
                var session = Lane.SEARCHES.run(backend::session);
                inside.countDown();
                assertThat(letGo.await(20, TimeUnit.SECONDS)).isTrue();
                return session;
            } finally {
                transaction.rollback();
            }
        };
        var holders = new ArrayList<java.util.concurrent.Future<String>>();
        for (var i = 0; i < Lane.SEARCHES.places(); i++) {
            holders.add(Threads.start(holding));
        }
        try {
            assertThat(inside.await(20, TimeUnit.SECONDS)).isTrue();
            assertThatThrownBy(() -> Lane.SEARCHES.run(backend::session)).hasStackTraceContaining("searches under way");
            assertThat(Lane.READS.run(backend::session)).as("others go on").isNotBlank();
        } finally {
            letGo.countDown();
        }
        assertThat(holders).extracting(Threads::get).doesNotHaveDuplicates();
        // More than the number of places, one after another.
        for (var i = 0; i < 3 * Lane.SEARCHES.places(); i++) {
            assertThat(Lane.SEARCHES.run(backend::session)).isNotBlank();
        }
    }
}
