package io.agentrunner.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LogViewTest {
    private static final String HEAD = "2026-02-01T10:30:00.123+0000 ";

    @Test
    void a_line_of_the_application_is_shown_with_its_time() {
        assertThat(LogView.condensed(List.of(HEAD + "INFO [io.agentrunner.worker.Worker] Run 7 started at 50%")))
                .contains("10:30:00%s Run 7 started at 50%%");
    }

    @Test
    void a_line_of_the_server_is_left_out() {
        assertThat(LogView.condensed(List.of(HEAD + "INFO [jakarta.enterprise.web] Created virtual server")))
                .isEmpty();
    }

    @Test
    void a_warning_of_the_server_is_one_line_with_its_deepest_cause() {
        var entry = List.of(
                HEAD + "SEVERE [jakarta.enterprise.system.core] It broke",
                "jakarta.ejb.EJBException: outer",
                "\tat some.Type.method(Type.java:1)",
                "Caused by: org.postgresql.util.PSQLException: no room",
                "\t... 3 more");

        assertThat(LogView.condensed(entry)).contains("10:30:00%s SEVERE It broke — no room [core]");
    }

    @Test
    void a_warning_without_a_message_is_its_cause() {
        var entry = List.of(HEAD + "WARNING [a.b.Container] ", "java.net.ConnectException: refused");

        assertThat(LogView.condensed(entry)).contains("10:30:00%s WARNING refused [Container]");
    }

    @Test
    void what_does_not_come_from_a_logger_is_left_out() {
        assertThat(LogView.condensed(List.of("WARNING: a method has been called")))
                .isEmpty();
    }
}
