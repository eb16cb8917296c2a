package io.agentrunner.platform.problem;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ejb.EJBException;
import jakarta.transaction.SystemException;
import java.sql.SQLException;
import javax.transaction.xa.XAException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatabaseFaultTest {
    @ParameterizedTest
    @CsvSource({
        "08006,true",
        "57P01,true",
        "53300,true",
        "40P01,true",
        "25P03,true",
        "25P04,true",
        "25006,true",
        "58030,true",
        "58000,true",
        "53100,true",
        "57P03,true",
        "28P01,true",
        "3D000,true",
        "26000,true",
        "40002,false",
        "25001,false",
        "55P03,false",
        "0A000,false",
        "XX000,false",
        "XX001,false",
        "42501,false",
        "23505,false",
        "22P02,false",
        ",true"
    })
    void what_the_same_statement_may_meet_no_more_later_is_passing(String state, boolean passing) {
        assertThat(DatabaseFault.isPassing(new SQLException("a fault", state))).isEqualTo(passing);
    }

    @Test
    void a_plan_that_a_migration_outdated_is_made_anew_by_the_next_try() {
        assertThat(DatabaseFault.isPassing(new SQLException("ERROR: cached plan must not change result type", "0A000")))
                .isTrue();
    }

    @Test
    void a_commit_that_was_not_answered_is_a_passing_fault_of_the_database() {
        var system = new SystemException("commit");
        system.initCause(new XAException("terminating connection"));
        var fault = DatabaseFault.in(new EJBException(system));
        assertThat(fault)
                .hasValueSatisfying(
                        sql -> assertThat(DatabaseFault.isPassing(sql)).isTrue());
    }

    @Test
    void what_is_no_fault_of_the_database_is_none() {
        assertThat(DatabaseFault.in(new IllegalStateException(new RuntimeException("else"))))
                .isEmpty();
    }
}
