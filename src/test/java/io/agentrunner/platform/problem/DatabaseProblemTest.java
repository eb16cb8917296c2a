package io.agentrunner.platform.problem;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ejb.EJBException;
import jakarta.transaction.SystemException;
import java.sql.SQLException;
import javax.transaction.xa.XAException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatabaseProblemTest {
    @Test
    void a_post_whose_commit_was_not_answered_is_not_asked_to_try_again() {
        var problem = inDoubt(false);
        assertThat(problem.status()).isEqualTo(503);
        assertThat(problem.retryAfterSeconds()).isNull();
        assertThat(problem.getMessage()).contains("may have been stored", "Idempotency-Key");
    }

    @Test
    void with_a_key_it_is_since_nothing_is_done_twice() {
        var problem = inDoubt(true);
        assertThat(problem.status()).isEqualTo(503);
        assertThat(problem.retryAfterSeconds()).isPositive();
        assertThat(problem.getMessage()).contains("may have been stored", "Send the same request again");
    }

    @ParameterizedTest
    @CsvSource({
        "08001,is not available",
        "08006,is not available",
        "57P01,is not available",
        "25006,is read-only",
        "57014,took too long",
        "55P03,Another session is changing",
    })
    void what_was_certainly_not_done_may_be_tried_again(String state, String words) {
        var problem = problem(new EJBException(new SQLException("a fault", state)), false);
        assertThat(problem.status()).isEqualTo(503);
        assertThat(problem.retryAfterSeconds()).isPositive();
        assertThat(problem.getMessage()).contains(words);
    }

    private static ProblemException inDoubt(boolean repeatable) {
        var lost = new XAException("commit");
        lost.initCause(new SQLException("An I/O error occurred while sending to the backend.", "08006"));
        var system = new SystemException("commit");
        system.initCause(lost);
        return problem(new EJBException(system), repeatable);
    }

    private static ProblemException problem(Exception thrown, boolean repeatable) {
        return DatabaseProblem.of(DatabaseFault.in(thrown).orElseThrow(), thrown, repeatable)
                .orElseThrow();
    }
}
